import type { ImageSource } from "@flawlens/detector";
import { createFcdd, fitFcdd } from "@flawlens/fcdd";
import type { Encoder, Head, Loss } from "@flawlens/fcdd";
import { randomStream } from "@flawlens/sampling";
import { adam } from "@flawlens/training";
import * as tf from "@tensorflow/tfjs-core";

/** Quiet maps on normal images; on anomalous ones at least one cell above a margin. */
const marginLoss =
  (margin: number): Loss =>
  (maps, labels) =>
    tf.tidy(() => {
      const quiet = tf.mul(tf.sub(1, labels), tf.mean(maps, [1, 2]));
      const missed = tf.mul(labels, tf.relu(tf.sub(margin, tf.max(maps, [1, 2]))));
      return tf.mean(tf.add(quiet, missed));
    });

/** One 3x3 filter a channel, then a 1x1 convolution to one channel a type. */
const lightHead: Head = {
  name: "light",
  spec: (channels, types) => [
    { name: "deep.weight", shape: [channels, 1, 3, 3], kind: "depthwise", trainable: true },
    { name: "flat.weight", shape: [types, channels, 1, 1], kind: "conv", trainable: true },
  ],
  apply(params, features) {
    const [deep, flat] = [params["deep.weight"], params["flat.weight"]] as tf.Tensor4D[];
    const x = tf.relu(tf.depthwiseConv2d(features, deep, 1, "same"));
    return { phi: tf.conv2d(x, flat, 1, "same"), updates: {} };
  },
};

export async function trainMine(encoder: Encoder, types: string[], source: ImageSource) {
  const [random, optimizer] = [randomStream(7), adam({ learningRate: 0.01 })];
  const parts = { encoder, head: lightHead, loss: marginLoss(1) };
  const model = createFcdd({ ...parts, types, random: random.split() });
  for await (const event of fitFcdd(model, { source, optimizer, batchSize: 8, steps: 150, random }))
    if (event.kind === "epoch") console.log(event.epoch, event.meanLoss);
  return model; // predict, calibrate and exportDetector take it as any other
}

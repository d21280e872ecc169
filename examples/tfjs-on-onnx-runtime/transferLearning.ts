// Transfer learning: tells kinds of images apart after having seen a few of each. A network that was trained on millions
// of other images computes features; only a new last layer is trained, on those features.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { freeze, type Network, type Params } from "@flawlens/backbones";
import { readImage } from "@flawlens/datasets";
import * as tf from "@tensorflow/tfjs-core";

/** A trained network, the layer that features are taken from, and the size of images in pixels. */
export interface Features {
  network: Network;
  params: Params;
  layer: string;
  size: number;
}

/** What was learnt. */
export interface Classifier {
  /** The names of the classes, in the order of the probabilities. */
  classes: string[];
  /** The probability of each class for an image file. */
  classify(file: string): Promise<number[]>;
}

/**
 * Learns from a folder that has one folder for each class: `pets/cat/1.jpg`, `pets/dog/7.png`, and so on.
 *
 * @param steps - The number of training steps. Each takes all images at once, because only their features are kept.
 */
export async function learnClasses(
  folder: string,
  { network, params, layer, size }: Features,
  steps = 200,
): Promise<Classifier> {
  // Compiled once, with the weights as constants: much faster than calling the network for each image.
  const options = { layers: [layer], height: size, width: size, input: "uint8" as const };
  const extractor = await freeze(network, params, options);
  const featuresOf = async (file: string): Promise<tf.Tensor1D> => {
    const { data } = await readImage(file, { height: size, width: size });
    const found = (await extractor.extract(data))[layer]; // [1, height, width, channels]
    return tf.tidy(() => tf.mean<tf.Tensor1D>(tf.tensor(found.data, found.shape), [0, 1, 2]));
  };

  const classes = (await readdir(folder)).toSorted();
  const rows: tf.Tensor1D[] = [];
  const labels: number[] = [];
  for (const [label, name] of classes.entries())
    for (const file of await readdir(join(folder, name))) {
      rows.push(await featuresOf(join(folder, name, file)));
      labels.push(label);
    }
  const x = tf.stack(rows) as tf.Tensor2D;
  const y = tf.oneHot(labels, classes.length) as tf.Tensor2D;
  const { mean, variance } = tf.moments(x, 0);
  const spread = tf.sqrt(tf.add(variance, 1e-6));
  const weight = tf.variable(tf.zeros<tf.Rank.R2>([x.shape[1], classes.length]));
  const bias = tf.variable(tf.zeros<tf.Rank.R1>([classes.length]));
  const logits = (features: tf.Tensor) =>
    tf.add(tf.matMul(tf.div<tf.Tensor2D>(tf.sub(features, mean), spread), weight), bias);

  const optimizer = tf.train.adam(0.02);
  for (let step = 0; step < steps; step++) {
    const loss = optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, logits(x)), true)!;
    await loss.data(); // the whole step runs here, as one compiled graph
    loss.dispose();
  }
  tf.dispose([x, y, ...rows]);
  return {
    classes,
    async classify(file) {
      const features = await featuresOf(file);
      const probabilities = tf.tidy(() => tf.softmax(logits(tf.expandDims(features, 0))));
      const found = [...(await probabilities.data())];
      tf.dispose([features, probabilities]);
      return found;
    },
  };
}

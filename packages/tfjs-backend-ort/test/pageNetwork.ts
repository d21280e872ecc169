import { batchNormTrain } from "@flawlens/ops";
import * as tf from "@tensorflow/tfjs-core";

/** Seeded numbers of some spread. */
function numbers(shape: number[], from: number, scale = 1): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor(Float32Array.from({ length: size }, (_, i) => scale * Math.sin(2 * (from + i))), shape); // prettier-ignore
}

/**
 * Trains a network of two blocks (convolution, batch norm, relu, max pooling) with Adam for some steps, and says the
 * losses, the numbers of the first filter, and what was left in memory after the second step and after the last.
 */
export async function train(steps = 5) {
  const images = numbers([4, 16, 16, 3], 1) as tf.Tensor4D;
  const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 1], "int32"), 3);
  const variable = (shape: number[], from: number, scale: number) => tf.variable(numbers(shape, from, scale)); // prettier-ignore
  const filters = [variable([3, 3, 3, 8], 2, 0.3), variable([3, 3, 8, 16], 3, 0.2)];
  const scales = [tf.variable(tf.ones([8])), tf.variable(tf.ones([16]))];
  const offsets = [tf.variable(tf.zeros([8])), tf.variable(tf.zeros([16]))];
  const dense = variable([16, 3], 4, 0.5);
  const optimizer = tf.train.adam(0.01);
  const lossOf = (): tf.Scalar => {
    let x = images;
    for (const [i, filter] of filters.entries()) {
      const convolved = tf.conv2d(x, filter as tf.Tensor4D, 1, "same");
      const { y } = batchNormTrain(convolved, scales[i] as tf.Tensor1D, offsets[i] as tf.Tensor1D, 1e-5); // prettier-ignore
      x = tf.maxPool(tf.relu(y), 2, 2, "valid");
    }
    const logits = tf.matMul(tf.mean(x, [1, 2]) as tf.Tensor2D, dense as tf.Tensor2D);
    return tf.losses.softmaxCrossEntropy(labels, logits);
  };
  const losses: number[] = [];
  const tensors: number[] = [];
  for (let step = 0; step < steps; step++) {
    const loss = optimizer.minimize(lossOf, true)!;
    losses.push((await loss.data())[0]);
    loss.dispose();
    tensors.push(tf.memory().numTensors);
  }
  return { losses, filter: [...(await filters[0].data())], tensors: [tensors[1], tensors.at(-1)] };
}

/** A file of a function with a parameter and a constant, which are computed when it is exported. */
export async function exported(
  exportOnnx: typeof import("@flawlens/tfjs-backend-ort").exportOnnx,
): Promise<Uint8Array> {
  const w = tf.square(numbers([2, 3], 1));
  const shift = tf.neg(tf.ones([3]));
  return exportOnnx(
    ({ x }, { w }) => ({
      y: tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), shift)),
    }),
    {
      inputs: { x: { shape: ["n", 2] } },
      params: { w },
    },
  );
}

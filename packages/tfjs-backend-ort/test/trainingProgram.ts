// A program as it is bundled into one file: trains a small convolution, then does so again in a worker thread that
// runs the same file. Prints what it found as JSON.
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { delegations, useEngine } from "@flawlens/tfjs-backend-ort";
import * as tf from "@tensorflow/tfjs-core";

async function train() {
  const { binding } = await useEngine("ort");
  const w = tf.variable(tf.fill<tf.Rank.R4>([3, 3, 3, 8], 0.1));
  const images = tf.fill<tf.Rank.R4>([4, 32, 32, 3], 1);
  const optimizer = tf.train.adam(0.01);
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) {
    const loss = optimizer.minimize(
      () => tf.mean(tf.square(tf.conv2d(images, w, 1, "same"))),
      true,
    )!;
    losses.push((await loss.data())[0]);
    loss.dispose();
  }
  const { values } = tf.unique(tf.tensor1d([3, 1, 3])); // computed by TensorFlow.js's cpu backend
  return { binding, losses, unique: [...values.dataSync()], delegated: delegations() };
}

async function main(): Promise<void> {
  const found = await train();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
  if (!isMainThread) return parentPort!.postMessage(found);
  const worker = new Worker(process.argv[1]);
  const inWorker = await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  console.log(JSON.stringify({ found, inWorker }));
}

void main();

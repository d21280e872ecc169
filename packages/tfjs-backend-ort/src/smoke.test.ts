import * as tf from "@tensorflow/tfjs-core";
import { test, expect } from "vitest";
import "./index.ts";
test("x", async () => {
  await tf.setBackend("ort");
  const a = tf.tensor2d([[1, 2], [3, 4]]);
  const b = tf.add(tf.matMul(a, a, false, true), 1);
  console.log(await b.data());
  const g = tf.grad((x) => tf.sum(tf.square(tf.relu(tf.matMul(x as tf.Tensor2D, a)))));
  console.log(g(a).dataSync());
});

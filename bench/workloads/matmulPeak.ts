// What this machine can do at most: one product of two matrices of 2048 x 2048.
import { randomStream } from "@flawlens/sampling";
import { type Tensor2D, matMul, tensor2d } from "@tensorflow/tfjs-core";
import { benchEngine } from "../_engine.ts";
import { clock } from "../clock.ts";

const side = 2048;
const name = await benchEngine();
const random = randomStream(1);
const [a, b] = [0, 1].map(() =>
  tensor2d(
    Float32Array.from({ length: side * side }, () => random() - 0.5),
    [side, side],
  ),
);
const step = async (): Promise<void> => {
  const product: Tensor2D = matMul(a, b);
  await product.data();
  product.dispose();
};
await clock("matmul-peak", name, step, { flop: 2 * side ** 3, repeats: 11 });

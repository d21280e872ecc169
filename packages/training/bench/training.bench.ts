/** What the loop and the checkpoints cost beside the computation: `pnpm bench`, or this file by tsx. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "@tensorflow/tfjs-backend-cpu";
import { customGrad, reshape, sum, tensor, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import { normal, randomStream } from "@flawlens/sampling";
import { adam, fit, loadCheckpoint, saveCheckpoint, type Checkpoint } from "../src/index.ts";

const random = randomStream(1);
const PARAMS = 5_513_704; // MultiTypeFCDD for 8 types

function tensorOf(length: number) {
  return { shape: [length], data: Float32Array.from({ length }, () => normal(random)) };
}

const checkpoint: Checkpoint = {
  step: 1000,
  epoch: 1,
  epochLoss: { sum: 1, steps: 1 },
  params: { w: tensorOf(PARAMS) },
  optimizer: {
    name: "adam",
    tensors: { "sum/w": tensorOf(PARAMS), "squares/w": tensorOf(PARAMS) },
    state: {},
  },
  data: null,
  config: null,
};

const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1];

async function time(name: string, runs: number, work: () => Promise<unknown>) {
  await work();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  const [low, high] = [Math.min(...times), Math.max(...times)];
  console.log(`${name}: ${median(times).toFixed(0)} ms (${low.toFixed(0)} to ${high.toFixed(0)})`);
}

const folder = mkdtempSync(join(tmpdir(), "flawlens-bench-"));
const file = join(folder, "checkpoint.safetensors");
try {
  const { bytes } = await saveCheckpoint(file, checkpoint);
  const size = `${(bytes / 1e6).toFixed(0)} MB`;
  await time(`saveCheckpoint, ${size}, synced`, 7, () => saveCheckpoint(file, checkpoint));
  await time(`loadCheckpoint, ${size}, checked`, 7, () => loadCheckpoint(file));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// A loss of one multiplication on the cpu engine: what is left is the loop.
const sumOf = customGrad((w) => ({
  value: sum(w as Tensor),
  gradFunc: (dy) => reshape(dy as Tensor, [1]),
}));
const run = fit({
  params: { w: tensor([1]) },
  lossOf: ({ w }) => sumOf(w) as Scalar,
  optimizer: adam({ learningRate: 1e-3 }),
  nextBatch: () => ({ ids: ["x"] }),
  steps: 3000,
});
const seconds: number[] = [];
for await (const event of run) if (event.kind === "step") seconds.push(event.seconds);
console.log(`fit, one parameter: ${(1e6 * median(seconds)).toFixed(0)} µs a step`);

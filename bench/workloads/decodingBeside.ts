// A training step while images are decoded in the background: the quickstart's network on batches of 32 images of 128 px,
// read from PNG files of 512 px. Clocks steps on one batch in memory, reading alone, and both at once.
//   FLAWLENS_THREADS=1 UV_THREADPOOL_SIZE=2 node --import tsx bench/workloads/decodingBeside.ts
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imageTensor } from "@flawlens/backbones";
import { type Image, prefetch, readImage, synthesize } from "@flawlens/datasets";
import { convHead, multiTypeLoss, smallConvNetEncoder } from "@flawlens/fcdd";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { type Tensor4D, tidy, variable } from "@tensorflow/tfjs-core";
import { trainingStep, uniform } from "../_trainingStep.ts";

const SIZE = { height: 128, width: 128 };
const [batch, steps] = [32, 8];
const { name } = await useEngine();
const folder = await mkdtemp(join(tmpdir(), "flawlens-decoding-"));
const none = { normal: 0, anomalous: 0 };
await synthesize(folder, { seed: 1, size: 512, train: { normal: batch, anomalous: 0 }, validation: none, test: none }); // prettier-ignore
const found = await readdir(folder, { recursive: true });
const files = found.filter((file) => file.endsWith(".png")).map((file) => join(folder, file));

const input = variable(uniform([batch, 128, 128, 3]));
const step = trainingStep(
  {
    encoder: smallConvNetEncoder({ widths: [[16], [32, 32], [64, 64]] }),
    head: convHead({ widths: [64] }),
    loss: multiTypeLoss({ topFraction: 0.1 }),
    types: Array.from({ length: 5 }, (_, i) => `type ${i}`),
    inputSize: 128,
  },
  input as unknown as Tensor4D,
  { cached: false },
);
for (let i = 0; i < 3; i++) await step();

const workloads = {
  "a batch in memory": () => repeat(step),
  "reading alone": () => overBatches(async () => {}),
  "reading beside training": () => overBatches(step),
};
const clocked: Record<string, { ms: number[]; cpuMs: number[] }> = {};
for (let round = 0; round < 3; round++)
  for (const [workload, run] of Object.entries(workloads)) {
    const start = performance.now();
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    const { ms, cpuMs } = (clocked[workload] ??= { ms: [], cpuMs: [] });
    ms.push((performance.now() - start) / steps);
    cpuMs.push((user + system) / 1000 / steps); // of all threads
  }
for (const [workload, times] of Object.entries(clocked))
  console.log(JSON.stringify({ workload, engine: name, ...times }));
await rm(folder, { recursive: true });

async function repeat(work: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < steps; i++) await work();
}

/** Reads every batch anew, the next ones ahead, as training does. */
async function overBatches(work: () => Promise<unknown>): Promise<void> {
  const all = Array.from({ length: steps * batch }, (_, i) => files[i % files.length]);
  let images: Image[] = [];
  for await (const image of prefetch(all, (file) => readImage(file, SIZE))) {
    images.push(image);
    if (images.length < batch) continue;
    const full = images;
    tidy(() => void input.assign(imageTensor(full, SIZE)));
    images = [];
    await work();
  }
}

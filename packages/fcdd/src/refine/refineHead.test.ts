import "@flawlens/tfjs-backend-ort";
import { randomStream } from "@flawlens/sampling";
import { dispose, memory, setBackend } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { apart, mapsOf, outputsOf, tinyHeadFile } from "../../test/tinyHeadFile.ts";
import type { FileHead } from "./readHead.ts";
import { readHead } from "./readHead.ts";
import { refineHead } from "./refineHead.ts";
import type { HeadExample, RefineOptions } from "./refineHead.ts";
import { withHead } from "./withHead.ts";

let file: Awaited<ReturnType<typeof tinyHeadFile>>;
beforeAll(async () => {
  await setBackend("ort"); // the cpu backend takes a tenth of a second a step
  file = await tinyHeadFile();
});

async function refined(head: FileHead, options: Partial<RefineOptions> = {}) {
  const losses: number[] = [];
  const run = refineHead(head, { examples: file.examples, random: randomStream(7), ...options });
  for (;;) {
    const next = await run.next();
    if (next.done) return { params: next.value, losses };
    losses.push(next.value.loss);
  }
}

const values = (params: Record<string, Tensor>) =>
  Object.fromEntries(Object.entries(params).map(([name, tensor]) => [name, tensor.dataSync()]));

describe("refineHead", () => {
  test("moves each weight of a first step by the learning rate, as Adam does, and no statistics", async () => {
    const head = await readHead(file.bytes);
    const { params } = await refined(head, { steps: 1, learningRate: 1e-3 });
    const [before, after] = [values(head.params), values(params)];
    for (const { name, kind, trainable } of head.spec) {
      if (kind === "counter") continue;
      const moved = Array.from(after[name], (value, i) => Math.abs(value - before[name][i]));
      expect(Math.max(...moved)).toBeLessThan(1.001e-3); // g/(|g| + 1e-8), and float32
      const far = moved.filter((by) => by > 0.99e-3).length;
      expect(far > 0).toBe(trainable); // some units of a ReLU may be silent
    }
    dispose([head.params, params]);
  });

  test("makes the loss small, and the file that is written gives it", async () => {
    const head = await readHead(file.bytes);
    const { params, losses } = await refined(head, { steps: 60, batchSize: 8, learningRate: 1e-2 });
    expect(losses).toHaveLength(60);
    const mean = (part: number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    expect(mean(losses.slice(-10))).toBeLessThan(mean(losses.slice(0, 10)) / 1.3);
    const written = await withHead(file.bytes, head, params, { marked: 2 });
    const { maps } = await outputsOf(written, file.source);
    for (const [i, example] of file.examples.entries())
      expect(apart(maps[i], mapsOf(head, params, example))).toBeLessThan(1e-5); // float32
    dispose([head.params, params]);
  });

  test("draws marked images as often as all other normal and all other anomalous ones", async () => {
    const head = await readHead(file.bytes);
    const seen: string[] = [];
    // Names are read by the error of a loss that is not finite, which lists them.
    const nan = file.examples.map((example, i): HeadExample => ({
      ...example,
      id: i === 0 ? "marked" : example.labels.includes(1) ? "anomalous" : "normal",
      marked: i === 0,
      features: { ...example.features, data: example.features.data.map(() => NaN) },
    }));
    const error = await refined(head, { examples: nan, batchSize: 300 }).catch((e: unknown) => e);
    seen.push(...(error as { sampleIds: string[] }).sampleIds);
    for (const kind of ["marked", "normal", "anomalous"])
      expect(Math.abs(seen.filter((id) => id === kind).length - 100)).toBeLessThan(35); // 4 sigma
    dispose(head.params);
  });

  test("gives the same weights of the same seed, leaves the head as it was and keeps no tensor", async () => {
    const head = await readHead(file.bytes);
    const before = [memory().numTensors, values(head.params)] as const;
    const [one, two] = [await refined(head, { steps: 3 }), await refined(head, { steps: 3 })];
    expect(values(one.params)).toEqual(values(two.params));
    expect(values(head.params)).toEqual(before[1]);
    dispose([one.params, two.params]);
    const left = refineHead(head, { examples: file.examples, random: randomStream(7) });
    await left.next();
    await left.return({});
    expect(memory().numTensors).toBe(before[0]);
    dispose(head.params);
  });

  test("learns of images without masks by a loss of cells, too", async () => {
    const { bytes, examples } = await tinyHeadFile({ maskWeight: 1, labelLoss: "unmasked", maps: "softmax" }); // prettier-ignore
    const head = await readHead(bytes);
    const { params, losses } = await refined(head, { examples, steps: 40, learningRate: 1e-2 });
    expect(losses[14]).toBeLessThan(losses[0]);
    dispose([head.params, params]);
  });

  test.each([
    { of: "no image", examples: () => [], says: "expected images to learn from, got none" },
    { of: "labels of other types", examples: () => [{ ...file.examples[0], labels: [1] }], says: "expected 2 labels of normal-0, one a type, got 1" }, // prettier-ignore
    { of: "features of two sizes", examples: () => [file.examples[0], { ...file.examples[1], features: { data: new Float32Array(4), shape: [4, 1, 1] as const } }], says: "expected features of [4, 3, 3], as those before, got [4, 1, 1]" }, // prettier-ignore
  ])("refuses $of", async ({ examples, says }) => {
    const head = await readHead(file.bytes);
    await expect(refined(head, { examples: examples() })).rejects.toThrow(says);
    dispose(head.params);
  });
});

import "../../test/cpu.ts";
import { mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Params } from "@flawlens/backbones";
import { saveCheckpoint } from "@flawlens/training";
import { memory, tensor1d } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { restoreDetector } from "./restoreDetector.ts";

let folder: string;
let file: string;

const vector = (...values: number[]) => ({
  shape: [values.length],
  data: Float32Array.from(values),
});
const save = (step: number, params: Record<string, ReturnType<typeof vector>>, to = file) =>
  saveCheckpoint(to, {
    step,
    epoch: 1,
    epochLoss: { sum: 0, steps: 0 },
    params,
    optimizer: { name: "adam", tensors: {}, state: null },
    data: null,
    config: { learningRate: 0.01 },
  });
const fresh = (): Params => ({ weight: tensor1d([1, 2]), fixed: tensor1d([7]) });
const valuesOf = ({ weight, fixed }: Params) => [[...weight.dataSync()], [...fixed.dataSync()]];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-restore-"));
  file = join(folder, "checkpoint.safetensors");
  await save(1, { weight: vector(3, 4), fixed: vector(8) });
  await save(2, { weight: vector(5, 6), fixed: vector(9) });
});
afterAll(() => rm(folder, { recursive: true }));

describe("restoreDetector", () => {
  test("sets the parameters to those of the checkpoint, and disposes what it replaces", async () => {
    const detector = { params: fresh() };
    const before = memory().numTensors;
    const checkpoint = await restoreDetector(detector, file, { config: { learningRate: 0.01 } });
    expect(valuesOf(detector.params)).toEqual([[5, 6], [9]]);
    expect(checkpoint).toMatchObject({ step: 2, file, recovered: null });
    expect(memory().numTensors).toBe(before);
  });

  test("leaves what training does not change, and what it keeps beside the detector", async () => {
    const partial = join(folder, "partial.safetensors");
    await save(4, { weight: vector(5, 6), center: vector(1, 2, 3) }, partial);
    const detector = { params: fresh() };
    const { fixed, weight } = detector.params;
    const options = { trained: { weight }, others: { center: { shape: [3] } } };
    const { params } = await restoreDetector(detector, partial, options);
    expect(valuesOf(detector.params)).toEqual([[5, 6], [7]]);
    expect(detector.params.fixed).toBe(fixed);
    expect([weight.isDisposed, fixed.isDisposed]).toEqual([true, false]);
    expect([...params.center.data]).toEqual([1, 2, 3]);
    expect(Object.keys(detector.params)).toEqual(["weight", "fixed"]);
  });

  test("refuses a checkpoint of another architecture, with the differences, and changes nothing", async () => {
    const detector = { params: { ...fresh(), weight: tensor1d([1, 2, 3]) } as Params };
    const before = detector.params;
    await expect(restoreDetector(detector, file)).rejects.toThrow(
      /expected the architecture of this run .*\n.*weight/,
    );
    expect(detector.params).toBe(before);
    expect(before.weight.isDisposed).toBe(false);
  });

  test("refuses a checkpoint of another configuration where one is given", async () => {
    const detector = { params: fresh() };
    await expect(
      restoreDetector(detector, file, { config: { learningRate: 0.1 } }),
    ).rejects.toThrow("learningRate is 0.01");
  });

  test("goes back to the checkpoint before a truncated one, and says so", async () => {
    const detector = { params: fresh() };
    await truncate(file, 100);
    const checkpoint = await restoreDetector(detector, file);
    expect(checkpoint.step).toBe(1);
    expect(checkpoint.recovered).toContain("went back to");
    expect(valuesOf(detector.params)).toEqual([[3, 4], [8]]);
  });

  test("names a checkpoint that is not there", async () => {
    const none = join(folder, "none.safetensors");
    await expect(restoreDetector({ params: fresh() }, none)).rejects.toThrow("none.safetensors");
  });
});

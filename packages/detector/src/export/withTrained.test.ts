import "../../test/cpu.ts";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDetector } from "@flawlens/inference";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { side, tinyDetector, tinyImage, tinySource } from "../../test/tiny.ts";
import { tinyTrainable } from "../../test/tinyTrainable.ts";
import { calibrate } from "../calibration/calibrate.ts";
import type { Detector } from "../detector.ts";
import { exportDetector } from "./exportDetector.ts";
import { readTrainable } from "./readTrainable.ts";
import { withTrained } from "./withTrained.ts";

const source = tinySource();
const images = await Promise.all(source.samples.map((_, i) => source.read(i)));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-trainable-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function exported(detector: Detector, tiles?: { size: number; overlap: number }) {
  const file = join(folder, "detector.onnx");
  const dataset = { name: "patches", hash: "abc" };
  const framing = tiles && { mode: "tiles" as const, ...tiles };
  const calibration = await calibrate(detector, source);
  await exportDetector(detector, calibration, file, { images, seed: 7, dataset, framing });
  return new Uint8Array(await readFile(file));
}

/** Four cells of the shades 0, 255, 0, 51: m is 0, 1, 0, 0.2. */
const shades = tinyImage([0, 255, 0, 51]).data;
const rounded = (values: ArrayLike<number>) => Array.from(values, (value) => Math.round(value * 1e5) / 1e5 + 0); // prettier-ignore

describe("a detector with a part that can be trained further", () => {
  test("has what the part reads as an output of its file, and the part's weights under their names", async () => {
    const bytes = await exported(tinyTrainable());
    const detector = await loadDetector(bytes);
    const { features } = await detector.raw(shades, ["features"]);
    expect(features?.shape).toEqual([2, 2, 2]);
    expect(rounded(features!.data)).toEqual([0, 2, 0, 0.4, 1, 0, 1, 0.8]); // 2m, then 1 - m
    await detector.release();
    const { metadata, tensors } = await readTrainable(bytes);
    expect(metadata.trainable).toEqual({ prefix: "last.", settings: { layers: 1 } });
    // [out, in, 1, 1]: the same matrix, because it is symmetric.
    expect(tensors).toEqual({
      "last.weight": { dtype: "F32", shape: [2, 2, 1, 1], data: Float32Array.of(0, 2, 2, 0) },
    });
  });

  test("computes with the new weights, and promises nothing that the old ones did", async () => {
    const bytes = await exported(tinyTrainable());
    const before = await loadDetector(bytes);
    const weights = { "last.weight": Float32Array.of(1, 0, 0, 3) };
    const changed = await withTrained(bytes, weights, { marked: 4 });
    const detector = await loadDetector(changed);
    const { maps } = await detector.raw(shades, ["maps"]);
    expect(rounded(maps)).toEqual([0, 2, 0, 0.4, 3, 0, 3, 2.4]); // 2m, then 3(1 - m)
    expect(detector.validation).toBeNull();
    expect(detector.metadata).toMatchObject({
      learned: 4,
      any: before.metadata.any,
      validation: { normal: 0, normalParts: 0, anomalous: 0, expectedFalseAlarmFraction: null },
    });
    expect(detector.metadata.validation.rule).toContain("not validated since");
    const again = await withTrained(changed, weights, { marked: 3 });
    expect((await readTrainable(again)).metadata.learned).toBe(7);
    await Promise.all([before.release(), detector.release()]);
  });

  test("has no such part in a file that looks at tiles", async () => {
    const bytes = await exported(tinyTrainable(), { size: side, overlap: 0 });
    await expect(readTrainable(bytes)).rejects.toThrow(
      "readTrainable: expected a detector with a part that can be trained further, got one without",
    );
  });

  test("is refused weights of another name or size, and so is a file without the part", async () => {
    const bytes = await exported(tinyTrainable());
    await expect(
      withTrained(bytes, { "last.bias": Float32Array.of(1) }, { marked: 1 }),
    ).rejects.toThrow("withInitializers: expected last.bias as float32 of 1 elements");
    await expect(readTrainable(await exported(tinyDetector()))).rejects.toThrow(RangeError);
  });
});

import "../test/cpu.ts";
import { memory, reshape, setBackend, tensor3d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor3D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { blur, featureSaliency, inputSaliency, stretch } from "./saliency.ts";

const expectClose = (got: ArrayLike<number>, expected: readonly number[], digits = 6) => {
  for (const [i, value] of expected.entries()) expect(got[i], `[${i}]`).toBeCloseTo(value, digits);
};

describe.each(["cpu", "ort"])("saliency on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
  });

  test("stretch runs from the minimum to the 0.99 quantile", () => {
    const map = tensor3d(
      Array.from({ length: 16 }, (_, i) => i + 1),
      [1, 4, 4],
    );
    const expected = Array.from({ length: 16 }, (_, i) => Math.min(1, i / 14.85));
    expectClose(stretch(map).dataSync(), expected);
    expect(expected[1]).toBeCloseTo(0.06734007, 8);
    expect(expected[14]).toBeCloseTo(0.94276094, 8);
  });

  test("stretch makes nothing of a map that is the same everywhere, each image by itself", () => {
    const two = tensor3d([0, 0, 0, 0, 3, 3, 3, 3 + 1e-6, 1, 2, 3, 4], [3, 2, 2]);
    const got = [...stretch(two).dataSync()];
    expect(got.slice(0, 8)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(got[8]).toBe(0);
    expect(got[11]).toBe(1);
  });

  test("an input gradient is summed over channels by size", () => {
    const channels = [
      [0.1, -0.2, 0.3, 0],
      [0, 0.5, -0.1, 0.2],
      [-0.4, 0.1, 0.2, -0.6],
    ];
    const nhwc = [0, 1, 2, 3].flatMap((cell) => channels.map((channel) => channel[cell]));
    const map = inputSaliency(tensor4d(nhwc, [1, 2, 2, 3]));
    expectClose(map.dataSync(), [0.5, 0.8, 0.6, 0.8]);
    expectClose(stretch(map).dataSync(), [0, 1, 1 / 3, 1]);
  });

  test("a feature gradient is averaged by size and enlarged with half-pixel centres", () => {
    const gradient = tensor4d([0, 0, -1, 1, 2, -2, 3, 3], [1, 2, 2, 2]);
    const map = featureSaliency(gradient, { height: 4, width: 4 });
    expectClose(
      map.dataSync(),
      [0, 0.25, 0.75, 1, 0.5, 0.75, 1.25, 1.5, 1.5, 1.75, 2.25, 2.5, 2, 2.25, 2.75, 3],
    );
  });

  test("blur is a Gaussian cut at four deviations", () => {
    const impulse = new Float32Array(129 * 129);
    impulse[64 * 129 + 64] = 1;
    const row = blur(tensor3d(impulse, [1, 129, 129]), 8)
      .dataSync()
      .slice(64 * 129);
    expect(row[64]).toBeCloseTo(0.00248703, 8);
    const oneD = (offset: number) => row[64 + offset] / Math.sqrt(row[64]);
    expect(oneD(0)).toBeCloseTo(0.04987018, 7);
    expect(oneD(8)).toBeCloseTo(0.03024779, 7);
    expect(oneD(32)).toBeCloseTo(0.0000167296, 9);
    expect(oneD(33)).toBe(0);
  });

  test("blur mirrors the border, its pixels repeated", () => {
    const first = blur(tensor3d([1, 0, 0, 0, 0], [1, 1, 5]), 1).dataSync();
    expectClose(first, [0.64091492, 0.29596257, 0.05842299, 0.00456569, 0.00013383], 6);
    const flat = blur(reshape(tensor4d([2, 2, 2, 2], [1, 2, 2, 1]), [1, 2, 2]) as Tensor3D, 8);
    expectClose(flat.dataSync(), [2, 2, 2, 2], 5);
  });

  test("leaves no tensor behind", () => {
    const map = tensor3d([1, 2, 3, 4], [1, 2, 2]);
    const before = memory().numTensors;
    blur(map, 1).dispose();
    stretch(map).dispose();
    expect(memory().numTensors).toBe(before);
  });
});

import "../../test/cpu.ts";
import { memory, tensor3d, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/onEngine.ts";
import { featureSaliency, inputSaliency, stretch } from "./saliency.ts";

const expectClose = (got: ArrayLike<number>, expected: readonly number[], digits = 6) => {
  for (const [i, value] of expected.entries()) expect(got[i], `[${i}]`).toBeCloseTo(value, digits);
};

describe.each(engines)("saliency on %s", (engine) => {
  onEngine(engine);

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

  test("leaves no tensor behind", () => {
    const map = tensor3d([1, 2, 3, 4], [1, 2, 2]);
    const before = memory().numTensors;
    stretch(map).dispose();
    expect(memory().numTensors).toBe(before);
  });
});

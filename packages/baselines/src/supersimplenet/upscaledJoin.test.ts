import "../../test/cpu.ts";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { upscaledJoin } from "./upscaledJoin.ts";

describe("upscaledJoin", () => {
  // The vector "supersimplenet.features".
  test("enlarges to twice the finest with aligned corners, and counts zeros beyond the border", () => {
    const features = [
      tensor4d([-2.139, 1.112, 0.036, -0.63], [1, 2, 2, 1]),
      tensor4d([1.1], [1, 1, 1, 1]),
    ];
    const before = memory().numTensors;
    const joined = upscaledJoin(2).join(features);
    expect(memory().numTensors).toBe(before + 1);
    expect(joined.shape).toEqual([1, 4, 4, 2]);
    // prettier-ignore
    const fine = [
      -0.59709877, -0.60696296, -0.02959259, 0.1727284, -0.72651852, -0.76555556, -0.11711111, 0.13807407,
      -0.38825926, -0.47577778, -0.26255556, -0.10396296, -0.14608642, -0.22059259, -0.22351852, -0.14998765,
    ];
    const edge = [4, 6, 6, 4].map((seen) => (1.1 * seen) / 9);
    const middle = [6, 9, 9, 6].map((seen) => (1.1 * seen) / 9);
    const coarse = [...edge, ...middle, ...middle, ...edge];
    const found = joined.dataSync();
    for (let cell = 0; cell < 16; cell++) {
      expect(found[2 * cell]).toBeCloseTo(fine[cell], 6);
      expect(found[2 * cell + 1]).toBeCloseTo(coarse[cell], 6);
    }
  });

  test("tells size and grid", () => {
    const join = upscaledJoin(2);
    expect(join.size([40, 112])).toBe(152);
    const layers = [{ height: 4, width: 6 }, { height: 2, width: 3 }]; // prettier-ignore
    expect(join.grid(layers)).toEqual({ height: 8, width: 12 });
    expect(upscaledJoin(1).grid(layers)).toEqual({ height: 4, width: 6 });
  });
});

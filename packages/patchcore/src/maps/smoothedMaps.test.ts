import "../../test/cpu.ts";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { mapByDefinition } from "../../test/oracle.ts";
import {
  padimSmoothing,
  patchcoreSmoothing,
  releasedSmoothing,
  smoothedMaps,
} from "./smoothedMaps.ts";

const cells = [0, 1, 5, 2, 0, 0, 3, 1, 9];
const side = 24;

describe("smoothedMaps", () => {
  test.each([
    { of: "PatchCore's", smoothing: patchcoreSmoothing, bilinear: false, repeated: 0 },
    { of: "PaDiM's", smoothing: padimSmoothing, bilinear: true, repeated: 0 },
    { of: "the released", smoothing: releasedSmoothing, bilinear: true, repeated: 1 },
  ] as const)("$of maps agree with the definition, pixel by pixel", (given) => {
    const { smoothing, bilinear, repeated } = given;
    const maps = smoothedMaps(tensor4d([...cells, ...cells.map((x) => 2 * x)], [2, 3, 3, 1]), { height: side, width: side }, smoothing); // prettier-ignore
    expect(maps.shape).toEqual([2, side, side, 1]);
    const values = maps.dataSync();
    const expected = mapByDefinition(cells, { grid: 3, side, bilinear, repeated });
    for (const [pixel, value] of expected.entries()) {
      expect(values[pixel]).toBeCloseTo(value, 5); // float32
      expect(values[side * side + pixel]).toBeCloseTo(2 * value, 5);
    }
  });

  test("leaves a constant map as it is, of any shape", () => {
    const before = memory().numTensors;
    const maps = smoothedMaps(tensor4d(Array(6).fill(3), [1, 2, 3, 1]), { height: 10, width: 37 }, patchcoreSmoothing); // prettier-ignore
    expect(maps.shape).toEqual([1, 10, 37, 1]);
    expect(Math.max(...maps.dataSync().map((value) => Math.abs(value - 3)))).toBeLessThan(1e-5);
    expect(memory().numTensors).toBe(before + 2); // the cells and the maps
  });
});

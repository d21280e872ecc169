import "../../test/cpu.ts";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { halfPixel, receptiveFieldAligned } from "./upsampling.ts";

describe("upsampling", () => {
  test("half-pixel: 2x2 to 4x4, worked by hand", () => {
    const large = halfPixel.apply(tensor4d([0, 1, 2, 3], [1, 2, 2, 1]), { height: 4, width: 4 });
    // prettier-ignore
    expect([...large.dataSync()]).toEqual([
      0, 0.25, 0.75, 1, 0.5, 0.75, 1.25, 1.5, 1.5, 1.75, 2.25, 2.5, 2, 2.25, 2.75, 3,
    ]);
  });

  test("half-pixel: a row of 3 to 7, worked by hand", () => {
    const large = halfPixel.apply(tensor4d([0, 1, 4], [1, 1, 3, 1]), { height: 1, width: 7 });
    const expected = [0, 1 / 7, 4 / 7, 1, 16 / 7, 25 / 7, 4];
    for (const [i, value] of large.dataSync().entries()) expect(value).toBeCloseTo(expected[i], 6); // float32
  });

  test("aligned to receptive fields: each cell's value at its centre, clamped outside", () => {
    const maps = tensor4d([0, 10, 1, 20, 5, 30, 2, 40], [1, 2, 2, 2]); // type 0 and 10 times another
    const before = memory().numTensors;
    const large = receptiveFieldAligned({ offset: 1, stride: 2 }).apply(maps, {
      height: 5,
      width: 6,
    });
    expect(large.shape).toEqual([1, 5, 6, 2]);
    const type = (k: number) =>
      Array.from({ length: 5 }, (_, y) =>
        Array.from({ length: 6 }, (_, x) => large.dataSync()[(y * 6 + x) * 2 + k]),
      );
    expect(type(0)).toEqual([
      [0, 0, 0.5, 1, 1, 1],
      [0, 0, 0.5, 1, 1, 1],
      [2.5, 2.5, 2, 1.5, 1.5, 1.5],
      [5, 5, 3.5, 2, 2, 2],
      [5, 5, 3.5, 2, 2, 2],
    ]);
    expect(type(1)[2]).toEqual([20, 20, 25, 30, 30, 30]);
    large.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("aligned to a tiling is half-pixel, batch and types included", () => {
    const values = Array.from({ length: 2 * 3 * 4 * 2 }, (_, i) => (i * 7) % 11);
    const maps = tensor4d(values, [2, 3, 4, 2]);
    const tiling = receptiveFieldAligned({ offset: 1.5, stride: 4 }); // (stride - 1) / 2
    const aligned = tiling.apply(maps, { height: 12, width: 16 }).dataSync();
    const tiled = halfPixel.apply(maps, { height: 12, width: 16 }).dataSync();
    for (const [i, value] of aligned.entries()) expect(value).toBeCloseTo(tiled[i], 5); // float32 of 10
  });

  test("refuses a stride of 0", () => {
    expect(() => receptiveFieldAligned({ offset: 1, stride: 0 })).toThrow(
      "receptiveFieldAligned: expected an offset and a positive stride, got 1 and 0",
    );
  });
});

import "../../test/cpu.ts";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { patchEmbeddings } from "./patchEmbeddings.ts";

const fine = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const features = () => [tensor4d(fine, [1, 4, 4, 1]), tensor4d([0, 4, 8, 12], [1, 2, 2, 1])];

const cells = { pooled: false, enlarge: "nearest" } as const;
const neighborhoods = { pooled: true, enlarge: "bilinear" } as const;

describe("patchEmbeddings", () => {
  test("that are not pooled are cells as they are, each coarse cell four times", () => {
    const joined = patchEmbeddings(features(), cells);
    expect(joined.shape).toEqual([1, 4, 4, 2]);
    const coarse = [0, 0, 4, 4, 0, 0, 4, 4, 8, 8, 12, 12, 8, 8, 12, 12];
    expect([...joined.dataSync()]).toEqual(fine.flatMap((value, i) => [value, coarse[i]]));
  });

  test("that are pooled are means of 3 x 3 cells with zeros beyond the border, then bilinear", () => {
    const joined = patchEmbeddings(features(), neighborhoods).dataSync();
    const at = (y: number, x: number) => [joined[2 * (4 * y + x)], joined[2 * (4 * y + x) + 1]];
    const coarse = 24 / 9; // each of 2 x 2 cells sees all four
    expect(at(0, 0)[0]).toBeCloseTo((1 + 2 + 5 + 6) / 9, 5);
    expect(at(1, 1)[0]).toBeCloseTo(6, 5);
    expect(at(3, 2)[0]).toBeCloseTo((10 + 11 + 12 + 14 + 15 + 16) / 9, 5);
    for (const [y, x] of [[0, 0], [1, 2], [3, 3]]) expect(at(y, x)[1]).toBeCloseTo(coarse, 5); // prettier-ignore
  });

  test("coarse layers are enlarged between half-pixel centres", () => {
    const joined = patchEmbeddings(features(), { pooled: false, enlarge: "bilinear" });
    const row = Array.from({ length: 4 }, (_, x) => joined.dataSync()[2 * x + 1]);
    expect(row).toEqual([0, 1, 3, 4]);
  });

  test("leave nothing behind but the result", () => {
    const given = features();
    const before = memory().numTensors;
    patchEmbeddings(given, neighborhoods);
    expect(memory().numTensors).toBe(before + 1);
  });
});

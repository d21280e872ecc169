import "../../test/cpu.ts";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { patchEmbeddings, patchEmbeddingSize } from "./patchEmbeddings.ts";
import { patchJoins } from "./patchJoins.ts";

const fine = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const features = () => [tensor4d(fine, [1, 4, 4, 1]), tensor4d([0, 4, 8, 12], [1, 2, 2, 1])];

describe("patchEmbeddings", () => {
  test("without neighborhoods are cells as they are, each coarse cell four times", () => {
    const joined = patchEmbeddings(features(), patchJoins.cells);
    expect(joined.shape).toEqual([1, 4, 4, 2]);
    const coarse = [0, 0, 4, 4, 0, 0, 4, 4, 8, 8, 12, 12, 8, 8, 12, 12];
    expect([...joined.dataSync()]).toEqual(fine.flatMap((value, i) => [value, coarse[i]]));
  });

  test("of neighborhoods are means of 3 x 3 cells with zeros beyond the border, then bilinear", () => {
    const joined = patchEmbeddings(features(), patchJoins.means).dataSync();
    const at = (y: number, x: number) => [joined[2 * (4 * y + x)], joined[2 * (4 * y + x) + 1]];
    const coarse = 24 / 9; // each of 2 x 2 cells sees all four
    expect(at(0, 0)[0]).toBeCloseTo((1 + 2 + 5 + 6) / 9, 5);
    expect(at(1, 1)[0]).toBeCloseTo(6, 5);
    expect(at(3, 2)[0]).toBeCloseTo((10 + 11 + 12 + 14 + 15 + 16) / 9, 5);
    for (const [y, x] of [[0, 0], [1, 2], [3, 3]]) expect(at(y, x)[1]).toBeCloseTo(coarse, 5); // prettier-ignore
  });

  test("with cells of their own have those of the finest layer after its neighborhoods", () => {
    const options = patchJoins.detailed;
    const joined = patchEmbeddings(features(), options);
    expect(joined.shape).toEqual([1, 4, 4, patchEmbeddingSize([1, 1], options)]);
    const values = joined.dataSync();
    const [around, own, coarse] = values.slice(3 * (4 * 2 + 1));
    expect(own).toBe(10);
    expect(around).toBeCloseTo((5 + 7 + 13 + 15 + 2 * (6 + 9 + 11 + 14) + 4 * 10) / 16, 5);
    // The coarse layer's own means are 36, 48, 60 and 72 sixteenths; then between half-pixel centres.
    const upper = 0.75 * 36 + 0.25 * 48;
    const lower = 0.75 * 60 + 0.25 * 72;
    expect(coarse).toBeCloseTo((0.25 * upper + 0.75 * lower) / 16, 5);
    expect(patchEmbeddingSize([40, 112], patchJoins.means)).toBe(152);
    expect(patchEmbeddingSize([40, 112], options)).toBe(192);
  });

  test("coarse layers are enlarged between half-pixel centres", () => {
    const joined = patchEmbeddings(features(), { neighborhood: "none", enlarge: "bilinear" });
    const row = Array.from({ length: 4 }, (_, x) => joined.dataSync()[2 * x + 1]);
    expect(row).toEqual([0, 1, 3, 4]);
  });

  test("leave nothing behind but the result", () => {
    const given = features();
    const before = memory().numTensors;
    patchEmbeddings(given, patchJoins.means);
    expect(memory().numTensors).toBe(before + 1);
  });
});

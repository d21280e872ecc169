import { normals, randomStream } from "@flawlens/sampling";
import { dispose, memory, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/onEngine.ts";
import { noveltyParams } from "./noveltyParams.ts";
import { scorePatchVectors } from "./scorePatchVectors.ts";

const identity = {
  matrix: Float32Array.of(1, 0, 0, 1),
  offset: new Float32Array(2),
  size: 2,
  count: 2,
};

/** The definition in plain loops: of one image's vectors, whose patches are all compared. */
function noveltyByLoops(
  vectors: readonly number[][],
  bank: readonly (readonly number[][])[],
  neighbors: number,
): number {
  const apart = (a: readonly number[], b: readonly number[]) => Math.hypot(a[0] - b[0], a[1] - b[1]); // prettier-ignore
  const each = vectors.map((vector) => {
    const images = bank.map((rows) => Math.min(...rows.map((row) => apart(vector, row))));
    return images.sort((a, b) => a - b)[neighbors - 1];
  });
  const largest = each.sort((a, b) => b - a).slice(0, 3);
  return largest.reduce((sum, value) => sum + value / 3, 0);
}

describe.each(engines)("scorePatchVectors on %s", (name) => {
  onEngine(name);

  test("is the definition, each image by itself, and keeps nothing", () => {
    const draw = randomStream(4);
    const rows = (count: number) => Array.from({ length: count }, () => [...normals(2, draw)]);
    const images = [rows(6), rows(6)]; // 2 x 3 cells
    const bank = Array.from({ length: 4 }, () => rows(5));
    const params = noveltyParams({ whitening: identity, bank: { data: Float32Array.from(bank.flat(2)), images: 4, each: 5 } }); // prettier-ignore
    const vectors = tensor4d(images.flat(2), [2, 2, 3, 2]);
    const before = memory().numTensors;
    for (const neighbors of [1, 3, 4]) {
      const { novelty, patches } = scorePatchVectors(params, vectors, neighbors);
      expect([novelty.shape, patches.shape]).toEqual([[2], [2, 2, 3]]);
      for (const [i, value] of novelty.dataSync().entries())
        expect(value).toBeCloseTo(noveltyByLoops(images[i], bank, neighbors), 4); // |a|² - 2ab + |b|² in float32
      for (const [i, value] of patches.dataSync().entries())
        expect(value).toBeCloseTo(Math.hypot(...images.flat()[i]), 5);
      dispose([novelty, patches]);
    }
    expect(memory().numTensors).toBe(before);
    dispose([params, vectors] as never);
  });

  test("a training image that is anomalous itself vouches for nothing from the second neighbor on", () => {
    const odd = [9, 9];
    const bank = Float32Array.from([[...odd, 0, 1], [0, 1, 1, 0], [1, 1, 0, 0]].flat()); // prettier-ignore
    const params = noveltyParams({ whitening: identity, bank: { data: bank, images: 3, each: 2 } });
    const vectors = tensor4d(odd, [1, 1, 1, 2]);
    const noveltyAt = (k: number) => scorePatchVectors(params, vectors, k).novelty.dataSync()[0];
    expect(noveltyAt(1)).toBeCloseTo(0, 2);
    expect(noveltyAt(2)).toBeCloseTo(Math.hypot(8, 8), 4);
    expect(noveltyAt(7)).toBeCloseTo(Math.hypot(8, 9), 4); // there are but three
    dispose([params, vectors] as never);
  });

  test("counts the more, the nearer a known anomaly is, which is never nearer than 1", () => {
    const known = { data: Float32Array.of(3, 4, 30, 40), count: 2, size: 2 };
    const bank = { data: Float32Array.of(0, 0), images: 1, each: 1 };
    const params = noveltyParams({ whitening: identity, bank, known });
    const scoreOf = (x: number, y: number) => {
      const { novelty, patches } = scorePatchVectors(params, tensor4d([x, y], [1, 1, 1, 2]), 1);
      return [novelty.dataSync()[0], patches.dataSync()[0]];
    };
    for (const value of scoreOf(3, 4)) expect(value).toBeCloseTo(5, 4); // it is one
    for (const value of scoreOf(6, 8)) expect(value).toBeCloseTo(10 / Math.sqrt(5), 4);
    for (const value of scoreOf(30, 31)) expect(value).toBeCloseTo(Math.hypot(30, 31) / 3, 3);
  });

  test("vectors are whitened first: x·W - offset", () => {
    const whitening = { matrix: Float32Array.of(2, 0, 0, 10), offset: Float32Array.of(2, 10), size: 2, count: 2 }; // prettier-ignore
    const params = noveltyParams({ whitening, bank: { data: Float32Array.of(0, 0), images: 1, each: 1 } }); // prettier-ignore
    const { novelty, patches } = scorePatchVectors(params, tensor4d([1, 1.5], [1, 1, 1, 2]), 1);
    expect([novelty.dataSync()[0], patches.dataSync()[0]]).toEqual([5, 5]); // (0, 5)
  });
});

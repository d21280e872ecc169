import "../../test/cpu.ts";
import { memory, tensor2d, tensor3d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { highestPatches, imageDistances, imageNovelty, unusualPatches } from "./imageDistances.ts";

const bank = tensor3d([[[0, 0], [9, 9]], [[3, 4], [9, 9]], [[6, 8], [0, 1]]]); // prettier-ignore

describe("imageDistances", () => {
  test.each([
    { neighbors: 1, distances: [0, 0] },
    { neighbors: 2, distances: [1, Math.fround(Math.sqrt(18))] },
    { neighbors: 3, distances: [5, 5] },
    { neighbors: 9, distances: [5, 5] }, // there are three
  ])("counts the image at the place $neighbors, by the nearest of its patches", (given) => {
    const patches = tensor3d([[[0, 0], [3, 4]]]); // prettier-ignore
    const before = memory().numTensors;
    const found = imageDistances(bank, patches, given.neighbors);
    expect(memory().numTensors).toBe(before + 1);
    expect(found.shape).toEqual([1, 2]);
    expect([...found.dataSync()]).toEqual(given.distances);
  });

  test("keeps images apart", () => {
    const found = imageDistances(bank, tensor3d([[[0, 0]], [[9, 9]]]), 1); // prettier-ignore
    expect([...found.dataSync()]).toEqual([0, 0]);
    expect(found.shape).toEqual([2, 1]);
  });
});

describe("highestPatches", () => {
  test("gives each image's patches of the largest values, or all there are", () => {
    const patches = tensor3d([[[1], [2], [3]], [[4], [5], [6]]]); // prettier-ignore
    const values = tensor2d([[0, 2, 1], [9, 7, 8]]); // prettier-ignore
    expect([...highestPatches(patches, values, 2).dataSync()]).toEqual([2, 3, 4, 6]);
    expect(highestPatches(patches, values, 7).shape).toEqual([2, 3, 1]);
  });
});

test("the novelty of an image looks at 32 patches, and is the mean of the three largest distances", () => {
  const places = Array.from({ length: 40 }, (_, i) => i);
  const patches = tensor3d(places, [1, 40, 1]);
  const unusual = unusualPatches(patches, tensor2d(places, [1, 40]));
  expect([...unusual.dataSync()]).toEqual(places.slice(8).toReversed());
  const distances = tensor2d([[1, 5, 3, 4], [0, 0, 0, 6]]); // prettier-ignore
  expect([...imageNovelty(distances).dataSync()]).toEqual([4, 2]);
  expect([...imageNovelty(tensor2d([[1, 2]])).dataSync()]).toEqual([1.5]);
});

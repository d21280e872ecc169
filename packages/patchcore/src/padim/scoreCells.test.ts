import "../../test/cpu.ts";
import { tensor1d, tensor2d, tensor3d, tensor4d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { mapByDefinition } from "../../test/oracle.ts";
import { scoreCells } from "./scoreCells.ts";

test("maps are whitened distances, enlarged and smoothed; scores are their highest pixels", () => {
  // 2 x 2 cells; channels 2 and 0 are looked at; (x - mean)·W by hand
  const first = [3, 9, 4, 0, 9, 0, 0, 9, 1, 2, 9, 2];
  const second = [0, 9, 0, 0, 9, 0, 0, 9, 0, 0, 9, 0];
  const vectors = tensor4d([...first, ...second], [2, 2, 2, 3]);
  const identity = [1, 0, 0, 1];
  const gaussians = {
    channels: tensor1d([2, 0]),
    means: tensor2d([[0, 0], [0, 0], [0, 0], [0, 2]]), // prettier-ignore
    whitening: tensor3d([...identity, ...identity, 2, 0, 0, 2, 1, 5, 0, 1], [4, 2, 2]),
  };
  const distances = [
    [5, 0, 2, Math.hypot(2, 10)], // the last: [2, 0]·[[1, 5], [0, 1]] = [2, 10]
    [0, 0, 0, 2],
  ];
  const { scores, maps } = scoreCells(vectors, gaussians, { height: 20, width: 20 });
  expect(maps.shape).toEqual([2, 20, 20, 1]);
  const values = maps.dataSync();
  for (const [i, cells] of distances.entries()) {
    const expected = mapByDefinition(cells, { grid: 2, side: 20, bilinear: true });
    for (const [pixel, value] of expected.entries())
      expect(values[i * 400 + pixel]).toBeCloseTo(value, 5);
    expect(scores.dataSync()[i]).toBeCloseTo(Math.max(...expected), 5);
  }
  expect(scores.shape).toEqual([2, 1]);
});

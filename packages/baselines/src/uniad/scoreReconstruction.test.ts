import "../../test/cpu.ts";
import { tensor3d, tensor4d, transpose } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { alignedJoin } from "./alignedJoin.ts";
import { jitter } from "./jitter.ts";
import { scoreReconstruction } from "./scoreReconstruction.ts";
import { uniadLoss } from "./uniadLoss.ts";

const cells = (values: number[][][]) => transpose(tensor4d([values]), [0, 2, 3, 1]) as Tensor4D; // from channel, row, column
const feature = cells([[[-0.848, 1.306], [0.924, 0.64]], [[-1.055, 1.798], [-1.013, 0.824]], [[-0.295, -0.592], [-1.394, 1.104]]]); // prettier-ignore
const made = cells([[[-0.994, -1.063], [-0.638, 1.062]], [[-0.157, 1.094], [-2.075, 0.701]], [[1.675, -0.397], [2.324, -1]]]); // prettier-ignore

// Values of PyTorch's UpsamplingBilinear2d; the score by its definition.
test("a map is the distance, its corners aligned; a score the highest mean of a square", () => {
  const { scores, maps } = scoreReconstruction(feature, made, { size: { height: 4, width: 4 }, pool: 2 }); // prettier-ignore
  const expected = [
    2.16993548, 2.27298126, 2.37602703, 2.47907281, 2.83671606, 2.68087414, 2.52503222, 2.3691903,
    3.50349663, 3.08876702, 2.6740374, 2.25930778, 4.17027721, 3.4966599, 2.82304258, 2.14942527,
  ];
  for (const [i, value] of maps.dataSync().entries()) expect(value).toBeCloseTo(expected[i], 5);
  expect(scores.dataSync()[0]).toBeCloseTo(3.56480019, 5);
  const highest = scoreReconstruction(feature, made, { size: { height: 4, width: 4 }, pool: 1 });
  expect(highest.scores.dataSync()[0]).toBeCloseTo(4.17027721, 5);
});

test("the loss is the mean squared difference to features without the noise", () => {
  const tokens = tensor3d([[[0.026, 0.26, -0.395, -0.204], [-1.272, -2.597, 0.29, -0.873]]]); // prettier-ignore
  const noise = tensor3d([[[0.585, 1.231, 0.822, -0.799], [0.412, -0.176, -0.073, -0.566]]]); // prettier-ignore
  const jittered = jitter(tokens, noise, { scale: 20 });
  const expected = [1.53433887, 3.43395751, 1.72440948, -2.26410727, 4.97921655, -5.2674226, -0.81761847, -9.46083632]; // prettier-ignore
  for (const [i, value] of jittered.dataSync().entries()) expect(value).toBeCloseTo(expected[i], 4);
  const loss = uniadLoss(tokens, noise, { scale: 20, reconstruct: (x) => x });
  const before = [...tokens.dataSync()];
  const squares = before.map((value, i) => (expected[i] - value) ** 2);
  expect(loss.dataSync()[0]).toBeCloseTo(squares.reduce((sum, value) => sum + value, 0) / 8, 3);
});

test("layers come to the grid of the coarsest by samples, corners aligned", () => {
  const fine = tensor4d([0, 1, 2, 3, 4, 5, 6, 7, 8], [1, 3, 3, 1]);
  const coarse = tensor4d([10, 20, 30, 40], [1, 2, 2, 1]);
  expect(alignedJoin.size([40, 112])).toBe(152);
  expect(alignedJoin.grid([{ height: 3, width: 3 }, { height: 2, width: 2 }])).toEqual({ height: 2, width: 2 }); // prettier-ignore
  expect([...alignedJoin.join([fine, coarse]).dataSync()]).toEqual([0, 10, 2, 20, 6, 30, 8, 40]);
});

import "../../test/cpu.ts";
import { randomUniform, scalar, tensor1d, zeros } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyModel } from "../../test/tiny.ts";
import { alphaWeights } from "../loss/alphaWeights.ts";
import { paperMode, referenceMode } from "../network/modes.ts";
import type { Mode } from "../network/modes.ts";
import { trainingLoss } from "./trainingLoss.ts";

// What PyTorch computes of the whole network is in test/parity.test.ts.
const features = [
  randomUniform([4, 4, 4, 4], 0, 1, "float32", 3),
  randomUniform([4, 2, 2, 6], 0, 1, "float32", 4),
] as Tensor4D[];
const labels = [0, 0, 1, 1];

function lossesOf(mode: Mode, soft: 0 | 1) {
  const model = tinyModel({ mode });
  const { loss, losses, weights, terms } = trainingLoss(
    model,
    model.params,
    features,
    { labels: tensor1d(labels), masks: zeros([4, side, side]) as Tensor3D },
    {
      soft: scalar(soft),
      relabel: scalar(0),
      lambda: scalar(0.1),
      reference: { mean: scalar(0), std: scalar(1) },
    },
    {},
  );
  const numbers = (x: Tensor1D) => [...x.dataSync()];
  return {
    loss: loss.dataSync()[0],
    deviations: numbers(losses.deviation),
    focals: numbers(losses.segmentation),
    weights: numbers(weights.deviation),
    term: terms.deviation.dataSync()[0],
    sum: Object.values(terms).reduce((total, term) => total + term.dataSync()[0], 0),
    segmentation: terms.segmentation.dataSync()[0],
  };
}
const dot = (a: number[], b: ArrayLike<number>) => a.reduce((sum, x, i) => sum + x * b[i], 0);

describe("trainingLoss", () => {
  test("in burn-in weighs all samples alike", () => {
    const { weights, deviations, term } = lossesOf(paperMode, 0);
    expect(weights).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(term).toBeCloseTo(dot(deviations, weights), 5);
  });

  test("after it weighs them by their own losses", () => {
    const { weights, deviations, term } = lossesOf(paperMode, 1);
    const expected = alphaWeights(deviations, { alpha: 0.1, lambda: 0.1 });
    for (const [i, weight] of weights.entries()) expect(weight).toBeCloseTo(expected[i], 5);
    expect(term).toBeCloseTo(dot(deviations, expected), 5);
  });

  test("as released divides weighted losses by the batch size once more; the segmentation's is a plain mean", () => {
    const { weights, deviations, term, focals, segmentation } = lossesOf(referenceMode, 1);
    expect(term).toBeCloseTo(dot(deviations, weights) / 4, 5);
    expect(segmentation).toBeCloseTo(dot(focals, [0.25, 0.25, 0.25, 0.25]), 6);
  });

  test("is the sum of its terms", () => {
    const { loss, sum } = lossesOf(referenceMode, 1);
    expect(loss).toBeCloseTo(sum, 5);
  });
});

import "../../test/cpu.ts";
import { grads, memory, scalar, tensor1d } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { flagged } from "./flagged.ts";
import { flagScores, loeLoss } from "./loeLoss.ts";
import type { LossPair } from "./loeLoss.ts";

const normal = [0.2, 1.4, 0.5, 2.2, 0.9, 0.3];
const anomalous = [1.9, 0.6, 1.1, 0.8, 0.2, 1.5];
const pair = (): LossPair => ({ normal: tensor1d(normal), anomalous: tensor1d(anomalous) });
const count = scalar(2);

describe("flagged", () => {
  test.each([
    { scores: [0.8, 1.4, -2], count: 1, is: [0, 1, 0] },
    { scores: [0.8, 1.4, -2], count: 2, is: [1, 1, 0] },
    { scores: [3, 1, 3, 3], count: 2, is: [1, 0, 1, 0] },
    { scores: [3, 1], count: 0, is: [0, 0] },
    { scores: [3, 1], count: 2, is: [1, 1] },
  ])("marks the $count highest of $scores, of equal ones the first", ({ scores, count, is }) => {
    const x = tensor1d(scores);
    const n = scalar(count);
    const before = memory().numTensors;
    expect([...flagged(x, n).dataSync()]).toEqual(is);
    expect(memory().numTensors).toBe(before + 1);
  });
});

describe("loeLoss", () => {
  // Samples 1 and 3 have the highest S: 0.8 and 1.4.
  test.each([
    { strategy: "hard", is: 3.3 / 6 },
    { strategy: "soft", is: 4.4 / 6 },
    { strategy: "refine", is: 1.9 / 4 },
    { strategy: "blind", is: 5.5 / 6 },
  ] as const)("$strategy, worked by hand", ({ strategy, is }) => {
    const losses = pair();
    const before = memory().numTensors;
    expect(loeLoss(losses, { strategy, count }).dataSync()[0]).toBeCloseTo(is, 6);
    expect(memory().numTensors).toBe(before + 1);
    const scores = flagScores(losses).dataSync();
    for (const [i, value] of [-1.7, 0.8, -0.6, 1.4, 0.7, -1.2].entries())
      expect(scores[i]).toBeCloseTo(value, 6);
  });

  test.each([
    { strategy: "hard", ofNormal: [1, 0, 1, 0, 1, 1], ofAnomalous: [0, 1, 0, 1, 0, 0], by: 6 },
    { strategy: "soft", ofNormal: [1, 0.5, 1, 0.5, 1, 1], ofAnomalous: [0, 0.5, 0, 0.5, 0, 0], by: 6 }, // prettier-ignore
    { strategy: "refine", ofNormal: [1, 0, 1, 0, 1, 1], ofAnomalous: [0, 0, 0, 0, 0, 0], by: 4 },
  ] as const)(
    "$strategy sends gradients by the labels alone",
    ({ strategy, ofNormal, ofAnomalous, by }) => {
      const slopes = grads((a: Tensor, b: Tensor) => loeLoss({ normal: a, anomalous: b } as LossPair, { strategy, count })); // prettier-ignore
      const { normal, anomalous } = pair();
      const [first, second] = slopes([normal, anomalous]);
      for (let i = 0; i < 6; i++) {
        expect(first.dataSync()[i]).toBeCloseTo(ofNormal[i] / by, 6);
        expect(second.dataSync()[i]).toBeCloseTo(ofAnomalous[i] / by, 6);
      }
    },
  );

  test("takes any pair of losses: deep SVDD's distance and its reciprocal", () => {
    const distance = tensor1d([0.5, 4, 1]);
    const losses = { normal: distance, anomalous: tensor1d([2, 0.25, 1]) };
    const loss = loeLoss(losses, { strategy: "hard", count: scalar(1) });
    expect(loss.dataSync()[0]).toBeCloseTo((0.5 + 0.25 + 1) / 3, 6);
  });
});

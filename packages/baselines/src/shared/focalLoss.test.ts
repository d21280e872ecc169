import "../../test/cpu.ts";
import { grad, sum, tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { focalLoss } from "./focalLoss.ts";

/** The definition, in float64. */
function byDefinition(logit: number, label: number, gamma = 4): number {
  const probability = 1 / (1 + Math.exp(-logit));
  const right = label === 1 ? probability : 1 - probability;
  return -((1 - right) ** gamma) * Math.log(right);
}

describe("focalLoss", () => {
  test("is the definition, logit by logit", () => {
    const [logits, labels] = [[0.7, -0.3, 2, -5], [1, 0, 0, 1]]; // prettier-ignore
    const found = focalLoss(tensor1d(logits), tensor1d(labels)).dataSync();
    for (const [i, logit] of logits.entries())
      expect(found[i]).toBeCloseTo(byDefinition(logit, labels[i]), 5);
    expect(focalLoss(tensor1d([1]), tensor1d([0]), 2).dataSync()[0]).toBeCloseTo(byDefinition(1, 0, 2), 5); // prettier-ignore
  });

  // The vector "supersimplenet.loss": its means of the map's and of the score's focal losses.
  test("is SuperSimpleNet's", () => {
    const map = tensor1d([-0.922, -0.586, 1.164, -1.242, -1.985, 1.307, 0.738, 0.379]);
    const mean = (x: Float32Array) => x.reduce((total, value) => total + value, 0) / x.length;
    const losses = focalLoss(map, tensor1d([0, 1, 0, 0, 0, 0, 0, 0])).dataSync<"float32">();
    expect(mean(losses)).toBeCloseTo(0.20048611, 6);
    const score = focalLoss(tensor1d([0.7, -0.3]), tensor1d([1, 0])).dataSync<"float32">();
    expect(mean(score)).toBeCloseTo(0.01153425, 6);
  });

  test("has the slope of the definition, and is finite at any logit", () => {
    const slope = grad((x) => sum(focalLoss(x, tensor1d([1, 0, 1, 0]))));
    const logits = [0.4, -1.2, -300, 300];
    const found = slope(tensor1d(logits)).dataSync();
    const difference = (at: number, label: number) =>
      (byDefinition(at + 1e-5, label) - byDefinition(at - 1e-5, label)) / 2e-5;
    expect(found[0]).toBeCloseTo(difference(0.4, 1), 5);
    expect(found[1]).toBeCloseTo(difference(-1.2, 0), 5);
    expect([found[2], found[3]]).toEqual([-1, 1]); // the loss is |logit| there
  });
});

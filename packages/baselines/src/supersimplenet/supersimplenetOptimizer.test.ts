import "../../test/cpu.ts";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { supersimplenetOptimizer } from "./supersimplenetOptimizer.ts";

const rates = { learningRate: 0.01, adaptorLearningRate: 0.001, decayFactor: 0.5, steps: 10 };

test("falls to a half after 8 and after 9 of 10 steps, for the map in front and for the heads", () => {
  const optimizer = supersimplenetOptimizer({ ...rates, clipNorm: null });
  const params = { "adaptor.weight": tensor1d([0]), "seg.3.weight": tensor1d([0]) };
  const gradients = { "adaptor.weight": tensor1d([2]), "seg.3.weight": tensor1d([2]) };
  // Adam moves by its rate where the gradient is always the same; parameters of 0 do not decay.
  const moves = Array.from({ length: 10 }, () =>
    Object.values(optimizer.update(params, gradients)).map((x) => -x.dataSync()[0]),
  );
  for (const [step, factor] of [
    [0, 1],
    [7, 1],
    [8, 0.5],
    [9, 0.25],
  ]) {
    // prettier-ignore
    expect(moves[step][0]).toBeCloseTo(0.001 * factor, 7);
    expect(moves[step][1]).toBeCloseTo(0.01 * factor, 7);
  }
});

test("decays the map in front by 0.01 and the heads by 1e-5 of their rates", () => {
  const optimizer = supersimplenetOptimizer({ ...rates, learningRate: 1, adaptorLearningRate: 1, clipNorm: null }); // prettier-ignore
  const params = { "adaptor.weight": tensor1d([1]), "seg.3.weight": tensor1d([1]) };
  const zero = { "adaptor.weight": tensor1d([0]), "seg.3.weight": tensor1d([0]) };
  const [front, head] = Object.values(optimizer.update(params, zero)).map((x) => x.dataSync()[0]);
  expect(front).toBeCloseTo(0.99, 6);
  expect(head).toBeCloseTo(0.99999, 6);
});

import { randomStream } from "@flawlens/sampling";
import { grad, memory, sum, tensor1d } from "@tensorflow/tfjs-core";
import type { Tensor1D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/expectClose.ts";
import { engines, onEngine } from "../../test/onEngine.ts";
import { deviationLoss, drawReference } from "./deviationLoss.ts";

describe.each(engines)("deviationLoss on %s", (engine) => {
  onEngine(engine);

  const S = [0, 0.5, 0.25, 4, 12];
  const y = [0, 0, 1, 1, 1];
  const p = [0.1, 0.4, 0.7, 0.95, 0.5];
  test.each([
    {
      reference: { mean: 0, std: 1 },
      margin: 10,
      hard: [0, 0.5, 9.75, 6, 0],
      soft: [1, 4.1, 6.9, 5.9, 6],
    },
    {
      reference: { mean: 0, std: 1 },
      margin: 5,
      hard: [0, 0.5, 4.75, 1, 0],
      soft: [0.5, 2.1, 3.4, 1.15, 6],
    },
    {
      reference: { mean: 0.01, std: 0.98 },
      margin: 10,
      hard: [0.01020408, 0.5, 9.75510204, 5.92857143, 0],
      soft: [1.01020408, 4.1, 6.90204082, 5.83571429, 6.11734694],
    },
  ])("with reference $reference, margin $margin", ({ hard, soft, ...options }) => {
    expectClose(deviationLoss(tensor1d(S), tensor1d(y), options).dataSync(), hard);
    expectClose(deviationLoss(tensor1d(S), tensor1d(p), options).dataSync(), soft);
  });

  test("pulls towards the likelier side, and turns round at one half", () => {
    const slopes = grad((x) => sum(deviationLoss(x as Tensor1D, tensor1d([0.4, 0.7, 0.95, 0.5]))))(
      tensor1d([0.5, 0.25, 4, 12]),
    );
    expectClose(slopes.dataSync(), [0.2, -0.4, -0.9, 0.5]);
    const targets = grad((t) => sum(deviationLoss(tensor1d([0.5]), t as Tensor1D)))(
      tensor1d([0.4]),
    );
    expect([...targets.dataSync()]).toEqual([0]);
  });

  test("leaves no tensor behind", () => {
    const [x, t] = [tensor1d([0.5, 0.2]), tensor1d([0, 1])];
    const before = memory().numTensors;
    deviationLoss(x, t).dispose();
    expect(memory().numTensors).toBe(before);
  });
});

test("drawReference gives mean and unbiased deviation of standard normal draws", () => {
  const { mean, std } = drawReference(randomStream(3));
  expect(Math.abs(mean)).toBeLessThan(0.05); // 3.5 standard errors
  expect(Math.abs(std - 1)).toBeLessThan(0.035);
  const two = drawReference(randomStream(5), 2);
  const again = drawReference(randomStream(5), 2);
  expect(two).toEqual(again);
  expect(() => drawReference(Math.random, 1)).toThrow("expected at least 2 draws, got 1");
});

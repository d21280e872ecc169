import "../test/cpu.ts";
import { randomStream } from "@flawlens/sampling";
import {
  grad,
  memory,
  setBackend,
  softmax,
  sum,
  tensor1d,
  tensor2d,
  tensor3d,
  tensor4d,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { finiteDifferences } from "../test/finiteDifferences.ts";
import { alphaWeights } from "./alphaWeights.ts";
import { binaryCrossEntropy } from "./binaryCrossEntropy.ts";
import { deviationLoss, drawReference } from "./deviationLoss.ts";
import { focalLoss } from "./focalLoss.ts";
import { gated } from "./forward.ts";
import { clusterRelabel, noRelabel, rankRelabel } from "./relabel.ts";
import { sampleWeights } from "./sampleWeights.ts";
import { topCount, topMean, topMeanAbs } from "./topMeanAbs.ts";

/** float32 of values up to 10: 7 digits. */
function expectClose(got: ArrayLike<number>, expected: readonly number[], tolerance = 2e-6) {
  expect(got.length).toBe(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs(got[i] - value), `[${i}]: ${got[i]}, not ${value}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(value)),
    );
}

describe.each(["cpu", "ort"])("on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
  });

  describe("sampleWeights", () => {
    const losses = [0.05, 0.2, 1, 3, 9.5];
    test.each([-1, 0, 0.1, 0.5, 0.9, 0.999, 1, 1.0001, 2])(
      "with alpha %d are those in float64",
      (alpha) => {
        for (const lambda of [0.1, 1])
          expectClose(
            sampleWeights(tensor1d(losses), { alpha, lambda }).dataSync(),
            [...alphaWeights(losses, { alpha, lambda })],
            5e-6,
          );
      },
    );

    test("are constants, and uniform where every weight would be zero", () => {
      const weighted = (x: Tensor) =>
        sum(sampleWeights(x as Tensor1D, { alpha: 0.1, lambda: 0.1 }));
      expect([...grad(weighted)(tensor1d(losses)).dataSync()]).toEqual([0, 0, 0, 0, 0]);
      expectClose(sampleWeights(tensor1d([5, 6]), { alpha: 2, lambda: 1 }).dataSync(), [0.5, 0.5]);
    });
  });

  describe("deviationLoss", () => {
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
      const slopes = grad((x) =>
        sum(deviationLoss(x as Tensor1D, tensor1d([0.4, 0.7, 0.95, 0.5]))),
      )(tensor1d([0.5, 0.25, 4, 12]));
      expectClose(slopes.dataSync(), [0.2, -0.4, -0.9, 0.5]);
      const targets = grad((t) => sum(deviationLoss(tensor1d([0.5]), t as Tensor1D)))(
        tensor1d([0.4]),
      );
      expect([...targets.dataSync()]).toEqual([0]);
    });
  });

  describe("topMeanAbs", () => {
    const rows = [
      [0.1, -0.9, 0.3, 0.05],
      [-0.2, 0.7, -0.4, 0.6],
      [0, 0.15, -0.55, 0.25],
      [0.35, -0.45, 0.8, -0.05],
    ].flat();
    const scores = () => tensor2d(rows, [1, 16]);
    test.each([
      { fraction: 0.01, is: 0.9, signed: 0.8 },
      { fraction: 0.1, is: 0.9, signed: 0.8 },
      { fraction: 0.25, is: 0.75, signed: 0.6125 },
      { fraction: 0.5, is: 0.59375, signed: 0.40625 },
      { fraction: 1, is: 0.365625, signed: 0.046875 + 0.0546875 },
    ])("of the top $fraction is $is; signed $signed", ({ fraction, is, signed }) => {
      expectClose(topMeanAbs(scores(), fraction).dataSync(), [is]);
      const mean = rows.reduce((a, b) => a + b, 0) / 16;
      expectClose(topMean(scores(), fraction).dataSync(), [fraction === 1 ? mean : signed]);
    });

    test("has a gradient of sign / K at the K largest", () => {
      const gradient = grad((x) => sum(topMeanAbs(x as Tensor2D, 0.25)))(scores()).dataSync();
      const expected = rows.map((score) =>
        [0.7, 0.6, 0.8].includes(score) ? 0.25 : score === -0.9 ? -0.25 : 0,
      );
      expectClose(gradient, expected);
    });

    test("shares what is left between patches that tie", () => {
      const gradient = grad((x) => sum(topMeanAbs(x as Tensor2D, 0.5)))(tensor2d([[3, 1, -1, 1]]));
      expectClose(gradient.dataSync(), [1 / 2, 1 / 6, -1 / 6, 1 / 6]);
    });
  });

  describe("binaryCrossEntropy", () => {
    const p = [0, 0.1, 0.5, 0.9, 1];
    test.each([
      { target: 1, is: [100, Math.LN10, Math.LN2, 0.105361, 0] },
      { target: 0.7, is: [70, 1.643418, Math.LN2, 0.764528, 30] },
    ])("against $target", ({ target, is }) => {
      expectClose(binaryCrossEntropy(tensor1d(p), tensor1d(p.map(() => target))).dataSync(), is);
    });

    test("has the slope of finite differences, and a finite one at the ends", () => {
      const targets = [0.3, 0, 1];
      const f = (x: number[]) =>
        sum(binaryCrossEntropy(tensor1d(x), tensor1d(targets))).dataSync()[0];
      const at = [0.2, 0.5, 0.7];
      const gradient = grad((x) => sum(binaryCrossEntropy(x as Tensor1D, tensor1d(targets))))(
        tensor1d(at),
      );
      expectClose(gradient.dataSync(), finiteDifferences(f, at), 1e-2); // of steps of 0.01
      const ends = grad((x) => sum(binaryCrossEntropy(x as Tensor1D, tensor1d([0, 1]))))(
        tensor1d([1, 0]),
      );
      expect([...ends.dataSync()].every(Number.isFinite)).toBe(true);
    });
  });

  describe("focalLoss", () => {
    const inverse = (p1: number) => Math.log(p1 / (1 - p1));
    const ofOne = (p1: number, target: number) =>
      focalLoss(
        tensor4d([0, inverse(p1)], [1, 1, 1, 2]),
        tensor3d([target], [1, 1, 1]),
      ).dataSync()[0];
    test("of an anomaly probability against a mask", () => {
      const p1 = [0.01, 0.1, 0.5, 0.9, 0.99];
      const is = [4.51140816, 1.86487354, 0.17327486, 0.00105354, 1.005e-6];
      expectClose(
        p1.map((p) => ofOne(p, 1)),
        is,
        1e-6,
      );
      expectClose(
        p1.map((p) => ofOne(p, 0)),
        is.toReversed(),
        1e-6,
      );
    });

    test("is the mean over pixels, with the slope of finite differences", () => {
      const logits = [2, -1, 0, 0, -3, 4];
      const masks = tensor3d([0, 1, 1], [1, 1, 3]);
      const f = (x: number[]) => focalLoss(tensor4d(x, [1, 1, 3, 2]), masks).dataSync()[0];
      expect(f(logits)).toBeCloseTo(0.05779471, 7);
      const p1 = softmax(tensor2d(logits, [3, 2]))
        .dataSync()
        .filter((_, i) => i % 2 === 1);
      expectClose(p1, [0.04742587, 0.5, 0.99908895]);
      const gradient = grad((x) => focalLoss(x as never, masks))(tensor4d(logits, [1, 1, 3, 2]));
      expectClose(gradient.dataSync(), finiteDifferences(f, logits), 1e-4); // of steps of 0.01
    });
  });

  describe("relabelling", () => {
    test("by ranks spreads the images labelled normal", () => {
      const t = rankRelabel.targets(tensor1d([0.1, 0.3, 0.8, 2, 6]), tensor1d([0, 0, 0, 0, 1]));
      expectClose(t.dataSync(), [0.07206527, 0.115894, 0.32415185, 0.87793455, 1]);
      const all = rankRelabel.targets(tensor1d([3, 4]), tensor1d([1, 1]));
      expect([...all.dataSync()]).toEqual([1, 1]);
    });

    test("by clusters calls the higher of two clusters anomalous", () => {
      const t = clusterRelabel.targets(
        tensor1d([0.1, 5, 0.3, 4.2, 0.2, 0.4]),
        tensor1d([1, 0, 0, 0, 0, 0]),
      );
      expect([...t.dataSync()]).toEqual([1, 1, 0, 1, 0, 0]);
      expect([...clusterRelabel.targets(tensor1d([3]), tensor1d([0])).dataSync()]).toEqual([1]);
    });

    test("by clusters finds the best of all cuts", () => {
      const random = randomStream(4);
      for (let trial = 0; trial < 5; trial++) {
        const scores = Array.from({ length: 9 }, () => 10 * random() ** 3);
        const sorted = scores.toSorted((a, b) => a - b);
        const spread = (part: number[]) => {
          const mean = part.reduce((a, b) => a + b, 0) / part.length;
          return part.reduce((total, x) => total + (x - mean) ** 2, 0);
        };
        const cuts = sorted
          .slice(1)
          .map((_, i) => spread(sorted.slice(0, i + 1)) + spread(sorted.slice(i + 1)));
        const cut = sorted[cuts.indexOf(Math.min(...cuts)) + 1];
        const t = clusterRelabel.targets(tensor1d(scores), tensor1d(scores.map(() => 0)));
        expect([...t.dataSync()]).toEqual(scores.map((score) => (score >= cut ? 1 : 0)));
      }
    });

    test("none leaves labels alone", () => {
      expect([...noRelabel.targets(tensor1d([1, 2]), tensor1d([1, 0])).dataSync()]).toEqual([1, 0]);
    });
  });

  test("gated linear units are value times sigmoid of gate", () => {
    expectClose(
      gated(tensor4d([1, -2, 0.5, 3], [1, 1, 1, 4])).dataSync(),
      [0.62245935, -1.90514827],
    );
  });

  test("leave no tensor behind", () => {
    const [x, t] = [tensor1d([0.5, 0.2]), tensor1d([0, 1])];
    const logits = tensor4d([1, 2], [1, 1, 1, 2]);
    const mask = tensor3d([1], [1, 1, 1]);
    const before = memory().numTensors;
    for (const loss of [
      () => deviationLoss(x, t),
      () => focalLoss(logits, mask),
      () => sampleWeights(x, { alpha: 0.1, lambda: 0.1 }),
      () => rankRelabel.targets(x, t),
      () => clusterRelabel.targets(x, t),
    ])
      loss().dispose();
    expect(memory().numTensors).toBe(before);
    tidy(() => binaryCrossEntropy(x, t));
  });
});

test("topCount is the floor, at least 1", () => {
  const counts = [9, 16, 49, 196, 784, 1024, 65536].map((count) => topCount(0.1, count));
  expect(counts).toEqual([1, 1, 4, 19, 78, 102, 6553]);
  expect(() => topCount(0, 9)).toThrow("expected a fraction in (0, 1], got 0");
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

import "../../test/cpu.ts";
import {
  grad,
  reshape,
  sigmoid,
  slice,
  softmax,
  sum,
  tensor1d,
  tensor4d,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/onEngine.ts";
import { entropyOf, fusedCues, normalizedCues } from "./_cueTensors.ts";
import { entropy, fuseCues, normalizeCues, referenceFusion, referenceScales } from "./cues.ts";
import type { Cues } from "./cues.ts";
import { topMean } from "../loss/topMeanAbs.ts";

const of = (cues: Partial<Cues>): Cues => ({ deviation: 0, entropy: 0, segmentation: 0, ...cues });

describe("cues", () => {
  test.each([
    { p: 0, H: 0.00001482, n: 0.00011739 },
    { p: 0.001, H: 0.00790726, n: 0.05812912 },
    { p: 0.01, H: 0.05600153, n: 0.29625183 },
    { p: 0.1, H: 0.32508297, n: 0.77055356 },
    { p: 0.25, H: 0.56233514, n: 0.93767692 },
    { p: 0.5, H: Math.LN2, n: 1 },
  ])("entropy of $p is $H, normalised $n, the same for 1 - p", ({ p, H, n }) => {
    for (const probability of [p, 1 - p]) {
      expect(entropy(probability)).toBeCloseTo(H, 8);
      expect(normalizeCues(of({ entropy: entropy(probability) })).entropy).toBeCloseTo(n, 8);
    }
  });

  test.each([
    { S: 0.001, n: 0.00650435 },
    { S: 0.01, n: 0.05988511 },
    { S: 0.05, n: 0.22767025 },
    { S: 0.1, n: 0.36084881 },
    { S: 0.25, n: 0.58851906 },
    { S: 0.5, n: 0.78760966 },
    { S: 1, n: 1 },
    { S: 5, n: 1 },
  ])("a deviation of $S is normalised to $n", ({ S, n }) => {
    expect(normalizeCues(of({ deviation: S })).deviation).toBeCloseTo(n, 8);
  });

  test.each([
    { g: 0.0001, n: 0.05988511 },
    { g: 0.001, n: 0.16097281 },
    { g: 0.01, n: 0.36084881 },
    { g: 0.05, n: 0.55827114 },
    { g: 0.1, n: 0.6540377 },
    { g: 0.25, n: 0.78760966 },
    { g: 0.5, n: 0.89258048 },
    { g: 1, n: 1 },
  ])("a segmentation of $g is normalised to $n", ({ g, n }) => {
    expect(normalizeCues(of({ segmentation: g })).segmentation).toBeCloseTo(n, 8);
  });

  test("other scales move the cap", () => {
    const wide = { ...referenceScales, deviation: { knee: 0.05, cap: 10 } };
    expect(normalizeCues(of({ deviation: 5 }), wide).deviation).toBeLessThan(1);
    expect(normalizeCues(of({ deviation: 10 }), wide).deviation).toBe(1);
  });

  const fused = [
    { S: 0.02, p: 0.05, g: 0.001, is: 0.14983039 },
    { S: 0.02, p: 0.5, g: 0.001, is: 0.15712781 },
    { S: 0.3, p: 0.2, g: 0.02, is: 0.58097351 },
    { S: 0.8, p: 0.6, g: 0.15, is: 0.85284382 },
    { S: 5, p: 0.999, g: 0.6, is: 0.73092012 },
    { S: 5, p: 0.5, g: 0.6, is: 0.97147101 },
    { S: 0, p: 0, g: 0, is: 1.61e-6 },
    { S: 1, p: 0.5, g: 1, is: 1.000001 },
  ];
  test.each(fused)("S $S, p $p, g $g are fused to $is", ({ S, p, g, is }) => {
    const cues = normalizeCues({ deviation: S, entropy: entropy(p), segmentation: g });
    expect(fuseCues(cues)).toBeCloseTo(is, 8);
  });

  test("any weights fuse", () => {
    const cues = normalizeCues({ deviation: 0.3, entropy: entropy(0.2), segmentation: 0.02 });
    const equal = { deviation: 1, entropy: 1, segmentation: 1 };
    expect(fuseCues(cues, equal)).toBeCloseTo(0.63357347, 8);
    expect(fuseCues(cues, of({ deviation: 1 }))).toBeCloseTo(0.63915219, 8);
    expect(() => fuseCues(cues, of({}))).toThrow(
      "fuseCues: expected weights of at least 0, not all 0",
    );
    expect(() => fuseCues(cues, of({ deviation: -1 }))).toThrow("got deviation -1");
  });

  describe.each(engines)("on %s", (engine) => {
    onEngine(engine);

    test("are those in float64, to float32", () => {
      const column = (pick: (row: (typeof fused)[number]) => number) => tensor1d(fused.map(pick));
      const cues: Cues<Tensor1D> = {
        deviation: column(({ S }) => S),
        entropy: entropyOf(column(({ p }) => p)),
        segmentation: column(({ g }) => g),
      };
      const got = fusedCues(normalizedCues(cues, referenceScales), referenceFusion).dataSync();
      for (const [i, { S, p, g }] of fused.entries()) {
        const is = fuseCues(normalizeCues({ deviation: S, entropy: entropy(p), segmentation: g }));
        expect(Math.abs(got[i] - is) / is, `row ${i}`).toBeLessThan(5e-4); // 1 - p near 1 in float32
      }
    });

    test("segmentation and its gradient are the worked ones", () => {
      const logits = tensor4d([2, -1, 0, 1, -1, 3, 0.5, 0.5], [1, 2, 2, 2]);
      const cue = (x: Tensor) => {
        const anomaly = slice(softmax(x as Tensor4D), [0, 0, 0, 1], [-1, -1, -1, 1]);
        return sum(topMean(reshape(anomaly, [1, 4]) as Tensor2D, 0.5));
      };
      expect(cue(logits).dataSync()[0]).toBeCloseTo(0.85653618, 6);
      const gradient = grad(cue)(logits).dataSync();
      const expected = [0, 0, -0.09830597, 0.09830597, -0.00883135, 0.00883135, 0, 0];
      for (const [i, value] of expected.entries()) expect(gradient[i]).toBeCloseTo(value, 6);
    });

    test("entropy's slope along the logit is -q p (1 - p)", () => {
      const slopes = grad((q) => sum(entropyOf(sigmoidOf(q))))(
        tensor1d([-3, -1, 0, 0.5, 1, 3]),
      ).dataSync();
      const expected = [0.13552998, 0.19661193, 0, -0.11750186, -0.19661193, -0.13552998];
      for (const [i, value] of expected.entries()) expect(slopes[i]).toBeCloseTo(value, 6);
    });
  });
});

const sigmoidOf = (q: Tensor) => sigmoid(q as Tensor1D);

import "../../test/cpu.ts";
import { randomStream } from "@flawlens/sampling";
import { grad, memory, tensor2d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import {
  contrastiveTargets,
  supervisedContrastiveLoss,
  targetTensors,
  unitRows,
} from "./supervisedContrastiveLoss.ts";
import type { ContrastiveReading } from "./supervisedContrastiveLoss.ts";

// Worked by hand in float64.
const images = [[0.6, 0.8, 0], [0, 0.6, 0.8], [0.8, 0, 0.6], [0.48, 0.64, 0.6]]; // prettier-ignore
const texts = [[0.8, 0.6, 0], [0, 0.8, 0.6], [0.8, 0.6, 0], [0.36, 0.48, 0.8]]; // prettier-ignore
const labels = [0, 1, 0, 2];

type Part = { reading?: ContrastiveReading; from?: number; to?: number };

const value = (x: number[][], t: number[][], y: number[], tau: number, part: Part = {}) =>
  tidy(() => {
    const targets = targetTensors(contrastiveTargets(y, part));
    const anchors = tensor2d(x.slice(part.from, part.to));
    return supervisedContrastiveLoss(anchors, tensor2d(t), targets, tau).dataSync()[0] as never;
  }) as unknown as number;

/** The definition, anchor by anchor. */
function byDefinition(x: number[][], t: number[][], y: number[], tau: number): number {
  const dot = (a: number[], b: number[]) => a.reduce((s, v, i) => s + v * b[i], 0);
  const losses = x.map((row, i) => {
    const s = t.map((text) => dot(row, text) / tau);
    const total = Math.log(s.reduce((sum, v) => sum + Math.exp(v), 0));
    const positives = y.flatMap((label, p) => (label === y[i] ? [p] : []));
    return -positives.reduce((sum, p) => sum + s[p] - total, 0) / positives.length;
  });
  return losses.reduce((a, b) => a + b) / x.length;
}

describe("supervisedContrastiveLoss", () => {
  test.each([
    { reading: "inclusive", is: 0.885919699 },
    { reading: "strict", is: 0.401084059 },
    { reading: "strictPositives", is: 0.802168118 },
    { reading: "uniqueText", is: 0.649310128 },
  ] as const)("read as $reading is $is of the worked case", ({ reading, is }) => {
    expect(value(images, texts, labels, 0.1, { reading })).toBeCloseTo(is, 5); // float32
  });

  test("has the worked case's gradient", () => {
    const before = memory().numTensors;
    tidy(() => {
      const targets = targetTensors(contrastiveTargets(labels));
      const f = (x: Tensor2D) => supervisedContrastiveLoss(x, tensor2d(texts), targets, 0.1);
      const found = grad(f as never)(tensor2d(images)).dataSync();
      const expected = [
        -0.053953514, 0.005891431, 0.055989333, 0.383251479, -0.33700871, 0.205439846, -0.720806013,
        -0.185346212, 1.287593318, -0.029724472, 0.24577944, -0.464766262,
      ];
      expected.forEach((g, i) => expect(found[i]).toBeCloseTo(g, 5));
    });
    expect(memory().numTensors).toBe(before);
  });

  test.each(["inclusive", "strict", "strictPositives", "uniqueText"] as const)(
    "has the gradient of finite differences through unitRows, read as %s",
    (reading) => {
      const random = randomStream(3);
      const some = (rows: number) =>
        Array.from({ length: rows }, () => Array.from({ length: 4 }, () => 2 * random() - 1));
      const [x, t] = [some(5), some(5)];
      const y = [0, 1, 0, 2, 1];
      t[2] = t[0];
      t[4] = t[1];
      tidy(() => {
        const targets = targetTensors(contrastiveTargets(y, { reading }));
        const f = (z: Tensor2D) =>
          supervisedContrastiveLoss(unitRows(z), unitRows(tensor2d(t)), targets, 0.5);
        const found = grad(f as never)(tensor2d(x)).dataSync();
        const step = 1e-2;
        found.forEach((g, k) => {
          const moved = (by: number) =>
            f(tensor2d(x.map((row, i) => row.map((v, j) => (i * 4 + j === k ? v + by : v))))).dataSync()[0]; // prettier-ignore
          const slope = (moved(step) - moved(-step)) / (2 * step);
          expect(Math.abs(slope - g)).toBeLessThan(1e-3); // curvature · step²
        });
      });
    },
  );

  test("of micro-batches adds up to the batch's", () => {
    for (const reading of ["inclusive", "strict", "strictPositives", "uniqueText"] as const) {
      const whole = value(images, texts, labels, 0.1, { reading });
      const halves = [[0, 1], [1, 4]].map(([from, to]) => value(images, texts, labels, 0.1, { reading, from, to })); // prettier-ignore
      expect(halves[0] + halves[1]).toBeCloseTo(whole, 5);
    }
  });

  test("is log N where all texts are one, and does not overflow at CLIP's temperature", () => {
    const same = texts.map(() => texts[0]);
    expect(value(images, same, [0, 0, 0, 0], 0.1)).toBeCloseTo(Math.log(4), 6);
    const cold = value(images, texts, labels, 0.01);
    expect(cold).toBeCloseTo(byDefinition(images, texts, labels, 0.01), 4);
  });

  test("refuses no labels, and a temperature of 0", () => {
    expect(() => contrastiveTargets([])).toThrow("expected labels and some anchors");
    expect(() => value(images, texts, labels, 0)).toThrow("expected a positive temperature, got 0");
  });
});

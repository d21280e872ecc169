import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aurocByPairs } from "../test/oracles.ts";
import { samples } from "../test/samples.ts";
import { curveVectors } from "../test/vectors.ts";
import { auroc } from "./auroc.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("auroc", () => {
  test.each(curveVectors)("of $of is $auroc", ({ scores, labels, auroc: is }) => {
    expect(auroc(scores, labels)).toBe(is);
  });

  test("agrees with the pairwise definition, ties and extremes included", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        expect(auroc(scores, labels)).toBe(aurocByPairs(scores, labels));
      }),
    );
  });

  test("does not change under a rising transformation of the scores", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        const ranks = [...new Set(scores.map((x) => x + 0))].toSorted((a, b) => a - b);
        const ranked = scores.map((score) => ranks.indexOf(score + 0) ** 3 - 1000);
        expect(auroc(ranked, labels)).toBe(auroc(scores, labels));
      }),
    );
  });

  test("turns into 1 - AUROC when all scores change sign", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        const negated = scores.map((score) => -score);
        // Two quotients of the same denominator, each rounded once.
        expect(auroc(negated, labels)).toBeCloseTo(1 - auroc(scores, labels), 15);
      }),
    );
  });

  test("is the same for float32 scores as for the same numbers in an array", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        const float32 = Float32Array.from(scores, (score) =>
          Math.max(-3e38, Math.min(3e38, score)),
        );
        expect(auroc(float32, Uint8Array.from(labels))).toBe(auroc(Array.from(float32), labels));
      }),
    );
  });

  test("keeps float64 scores apart that float32 would tie", () => {
    expect(auroc([1, 1 + 2 ** -52], [0, 1])).toBe(1);
  });

  test("leaves its arguments alone", () => {
    const scores = Float32Array.of(3, 1, 2);
    const labels = Uint8Array.of(1, 0, 0);
    auroc(scores, labels);
    expect([...scores, ...labels]).toEqual([3, 1, 2, 1, 0, 0]);
  });

  test.each([
    {
      scores: [1, Number.NaN],
      labels: [0, 1],
      message: "expected finite scores, got scores[1] = NaN",
    },
    { scores: Float32Array.of(1, Infinity), labels: [0, 1], message: "got scores[1] = Infinity" },
    { scores: [1, 2], labels: [0, 255], message: "(anomalous), got labels[1] = 255" },
    { scores: [1, 2], labels: Uint8Array.of(0, 2), message: "(anomalous), got labels[1] = 2" },
    { scores: [1, 2], labels: [0, 0.5], message: "(anomalous), got labels[1] = 0.5" },
    { scores: [1, 2, 3], labels: [0, 1], message: "expected 3 labels, one per score, got 2" },
  ])("refuses: $message", ({ scores, labels, message }) => {
    expect(() => auroc(scores, labels)).toThrow(RangeError);
    expect(() => auroc(scores, labels)).toThrow(message);
  });

  test.each([
    { labels: [0, 0], message: "got 2 normal and 0 anomalous samples" },
    { labels: [1, 1], message: "got 0 normal and 2 anomalous samples" },
    { labels: [], message: "got 0 normal and 0 anomalous samples" },
  ])("has no value with one class: $message", ({ labels, message }) => {
    const scores = labels.map((_, i) => i);
    expect(() => auroc(scores, labels)).toThrow(UndefinedMetricError);
    expect(() => auroc(scores, labels)).toThrow(message);
  });
});

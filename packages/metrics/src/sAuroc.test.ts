import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aurocByPairs } from "../test/oracles.ts";
import { samples } from "../test/samples.ts";
import { auroc } from "./auroc.ts";
import { sAuroc } from "./sAuroc.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("sAuroc", () => {
  test("counts a part whose normal view scores high as found", () => {
    // Part a shows its defect in the view that scores low; its other view scores high.
    expect(sAuroc([0.1, 0.9, 0.3, 0.4], [1, 0, 0, 0], ["a", "a", "b", "b"])).toBe(1);
    expect(auroc([0.1, 0.9, 0.3, 0.4], [1, 0, 0, 0])).toBe(0);
  });

  test("is AUROC of the maxima, and AUROC itself with a part a sample", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        expect(
          sAuroc(
            scores,
            labels,
            scores.map((_, i) => i),
          ),
        ).toBe(aurocByPairs(scores, labels));
        const half = Math.ceil(scores.length / 2);
        const joined = Array.from({ length: half }, (_, part) => {
          const views = [...scores.keys()].filter((i) => i % half === part);
          return {
            score: Math.max(...views.map((i) => scores[i])),
            label: Math.max(...views.map((i) => labels[i])),
          };
        });
        fc.pre(new Set(joined.map(({ label }) => label)).size === 2);
        const parts = scores.map((_, i) => `part ${i % half}`);
        expect(sAuroc(scores, labels, parts)).toBe(
          aurocByPairs(
            joined.map(({ score }) => score),
            joined.map(({ label }) => label),
          ),
        );
      }),
    );
  });

  test("has no value when every part is anomalous in some view", () => {
    const run = () => sAuroc([1, 2, 3, 4], [1, 0, 0, 1], ["a", "a", "b", "b"]);
    expect(run).toThrow(UndefinedMetricError);
  });
});

import { describe, expect, test } from "vitest";
import { defaultRule, ruleForAny, ruleForType, ruleInWords } from "./thresholdRule.ts";
import type { ThresholdRule } from "./thresholdRule.ts";

const normalsOnly = (fraction: number) => ({ rule: "normalsOnly", fraction }) as const;
const falsePositives = (fraction: number) => ({ rule: "falsePositiveFraction", fraction }) as const;

test("the default is max-F1 where there are anomalies, else 5 % of new normal images", () => {
  expect(defaultRule(1)).toEqual({ rule: "f1Max" });
  expect(defaultRule(0)).toEqual({ rule: "normalsOnly", fraction: 0.05 });
});

describe("a given rule", () => {
  const given: ThresholdRule = { rule: "given", thresholds: { pit: 3 }, any: 2 };

  test("is of each type, and of any defect", () => {
    expect(ruleForType(given, "pit")).toEqual({ rule: "given", threshold: 3 });
    expect(ruleForAny(given, 0)).toEqual({ rule: "given", threshold: 2 });
  });

  test("without one for any defect chooses that as where no rule is given", () => {
    const types: ThresholdRule = { rule: "given", thresholds: { pit: 3 } };
    expect(ruleForAny(types, 4)).toEqual({ rule: "f1Max" });
    expect(ruleForAny(types, 0)).toEqual({ rule: "normalsOnly", fraction: 0.05 });
  });

  test("names what is missing or no number", () => {
    expect(() => ruleForType(given, "scratch")).toThrow(
      "calibrate: expected a given threshold for scratch, got undefined",
    );
    expect(() => ruleForAny({ ...given, any: NaN }, 0)).toThrow(
      "calibrate: expected a given threshold for any defect, got NaN",
    );
  });

  test("every other rule is the same for all", () => {
    for (const rule of [{ rule: "f1Max" } as const, normalsOnly(0.1), falsePositives(0.1)])
      expect([ruleForType(rule, "pit"), ruleForAny(rule, 0)]).toEqual([rule, rule]);
  });
});

test.each<[ThresholdRule, string]>([
  [{ rule: "f1Max" }, "the best F1 on validation images"],
  [falsePositives(0.1), "at most 10 % of the normal validation images are called anomalous"],
  [
    normalsOnly(0.025),
    "at most 2.5 % of new normal images called anomalous, as far as the number of normal validation parts allows that promise",
  ],
  [{ rule: "given", thresholds: {} }, "given"],
])("%o in words", (rule, words) => {
  expect(ruleInWords(rule)).toBe(words);
});

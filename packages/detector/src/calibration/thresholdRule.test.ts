import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { calibrateReadings } from "./readings.ts";
import {
  defaultRule,
  expectedFalseAlarmFraction,
  normalsAbove,
  ruleForAny,
  ruleForType,
  ruleInWords,
} from "./thresholdRule.ts";
import type { ThresholdRule } from "./thresholdRule.ts";

const normalsOnly = (fraction: number) => ({ rule: "normalsOnly", fraction }) as const;
const falsePositives = (fraction: number) => ({ rule: "falsePositiveFraction", fraction }) as const;

test("the default is max-F1 where there are anomalies, else 5 % of new normal images", () => {
  expect(defaultRule(1)).toEqual({ rule: "f1Max" });
  expect(defaultRule(0)).toEqual({ rule: "normalsOnly", fraction: 0.05 });
});

describe("how many values may lie above", () => {
  test.each([
    // n normal images: k of them may lie above where (k + 1)/(n + 1) is at most the fraction
    { fraction: 0.05, normals: 5, is: 0 },
    { fraction: 0.05, normals: 19, is: 0 },
    { fraction: 0.05, normals: 38, is: 0 },
    { fraction: 0.05, normals: 39, is: 1 },
    { fraction: 0.29, normals: 99, is: 28 },
  ])("of new images, $fraction with $normals is $is", ({ fraction, normals, is }) => {
    expect(normalsAbove(normalsOnly(fraction), normals)).toBe(is);
  });

  test.each([-0.1, 1, NaN])("refuses a fraction of %s", (fraction) => {
    for (const rule of [normalsOnly(fraction), falsePositives(fraction)])
      expect(() => normalsAbove(rule, 10)).toThrow(
        `calibrate: expected a fraction in [0, 1), got ${fraction}`,
      );
  });

  test("leaves one normal image below, also for a fraction next to 1", () => {
    const almost = 1 - 2 ** -53;
    expect(normalsAbove(falsePositives(almost), 4)).toBe(3);
    expect(normalsAbove(normalsOnly(almost), 4)).toBe(3);
  });
});

describe("expectedFalseAlarmFraction", () => {
  test.each([
    { rule: normalsOnly(0.05), normals: 39, is: 2 / 40 },
    { rule: normalsOnly(0.05), normals: 9, is: 1 / 10 }, // too few for more than that
    { rule: falsePositives(0.05), normals: 20, is: 2 / 21 },
    { rule: falsePositives(0), normals: 20, is: 1 / 21 },
    { rule: { rule: "f1Max" } as const, normals: 20, is: null },
    { rule: { rule: "given", thresholds: {} } as const, normals: 20, is: null },
  ])("of $rule.rule with $normals normal images is $is", ({ rule, normals, is }) => {
    expect(expectedFalseAlarmFraction(rule, normals)).toBe(is);
  });

  test.each([
    { rule: normalsOnly(0.05), normals: 39, k: 1 },
    { rule: normalsOnly(0.2), normals: 24, k: 4 },
    { rule: falsePositives(0.1), normals: 30, k: 3 },
  ])("holds over draws of validation images: $rule", ({ rule, normals, k }) => {
    // Scores uniform in [0, 1]: a new one reaches a threshold t with a chance of 1 - t.
    const random = randomStream(4);
    const draws = 4000;
    let alarms = 0;
    for (let draw = 0; draw < draws; draw++) {
      const readings = Array.from({ length: normals }, () => {
        return { score: random(), peak: 0, shows: false, normal: true };
      });
      alarms += 1 - (calibrateReadings(readings, rule).threshold as number);
    }
    const promised = expectedFalseAlarmFraction(rule, normals) as number;
    expect(alarms / draws).toBeLessThan(promised);
    // Half way between order statistics whose means are (n - k)/(n + 1) and (n - k + 1)/(n + 1).
    expect(alarms / draws).toBeCloseTo((k + 0.5) / (normals + 1), 2.3); // 0.0025: four deviations
  });
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
    "at most 2.5 % of new normal images called anomalous, as far as the number of normal validation images allows that promise",
  ],
  [{ rule: "given", thresholds: {} }, "given"],
])("%o in words", (rule, words) => {
  expect(ruleInWords(rule)).toBe(words);
});

import { expect, test } from "vitest";
import { ruleOf, validationImage } from "./validationImage.ts";

const sample = { id: "a", category: "part", split: "validation", label: 1, image: "a.png", mask: null } as const; // prettier-ignore
const map = (...data: number[]) => ({ data: Float32Array.from(data), height: 1, width: 2 });

test("keeps of an image what calibration needs", () => {
  const raw = {
    scores: [3, 4],
    maps: [map(1, 5), map(2, -1)],
    extras: { cues: [7] },
  };
  const extras = { cues: { names: ["cue"], typical: [0], high: [1] } };
  const known = { types: ["pit", "dent"], extras };
  expect(
    validationImage(known, { ...sample, defectTypes: ["dent", "stain"], part: "7" }, raw),
  ).toEqual({
    // prettier-ignore
    id: "a",
    scores: [3, 4],
    peaks: [5, 2],
    anyPeak: 4, // 5 - 1
    labels: [0, 1], // of a type that the detector does not know nothing is said
    label: 1,
    part: JSON.stringify(["part", "7", "7"]),
    extras: { cues: [7] },
  });
});

test.each([
  { config: { threshold: { rule: "f1Max" } }, is: { rule: "f1Max" } },
  { config: { threshold: { rule: "falsePositiveFraction", fraction: 0.1 } }, is: { rule: "falsePositiveFraction", fraction: 0.1 } }, // prettier-ignore
  { config: { threshold: { rule: "normalsOnly", fraction: 2 } }, is: undefined },
  { config: { threshold: { rule: "mine" } }, is: undefined },
  { config: { threshold: "f1Max" }, is: undefined },
  { config: null, is: undefined },
])("the rule of $config is $is", ({ config, is }) => {
  expect(ruleOf({ config })).toEqual(is);
});

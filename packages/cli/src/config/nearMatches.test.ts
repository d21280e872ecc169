import { describe, expect, test } from "vitest";
import { nearMatches } from "./nearMatches.ts";

const known = ["steps", "stepsPerEpoch", "head", "head.widths", "head.kernel", "learningRate"];

describe("nearMatches", () => {
  test.each([
    { of: "two letters that changed places", name: "stpes", is: ["steps"] },
    { of: "a letter too few", name: "step", is: ["steps"] },
    { of: "another case", name: "learningrate", is: ["learningRate"] },
    { of: "a misspelt nested key", name: "head.width", is: ["head.widths"] },
    { of: "a nested key without its outer one", name: "kernel", is: ["head.kernel"] },
    { of: "a nested key in the wrong place", name: "encoder.widths", is: ["head.widths"] },
    { of: "something else", name: "colour", is: [] },
    { of: "a letter", name: "x", is: [] },
  ])("of $of: $name is $is", ({ name, is }) => {
    expect(nearMatches(name, known)).toEqual(is);
  });

  test("leaves out what is much farther than the nearest", () => {
    expect(nearMatches("patchcor", ["softpatch", "mhpatchcore", "patchcore"])).toEqual([
      "patchcore",
    ]);
  });

  test("puts the nearest first", () => {
    expect(nearMatches("abcdez", ["abcdxx", "abcdef"])).toEqual(["abcdef", "abcdxx"]);
  });
});

import { describe, expect, test } from "vitest";
import { coresetCount } from "./coresetCount.ts";

describe("coresetCount", () => {
  test.each([
    { of: "many patches", patches: 214016, fraction: 0.01, is: 2140 },
    { of: "few patches: 100 of them", patches: 640, fraction: 0.01, is: 100 },
    { of: "fewer than 100 patches: all of them", patches: 64, fraction: 0.01, is: 64 },
    { of: "the whole", patches: 500, fraction: 1, is: 500 },
  ])("keeps $is of $of", ({ patches, fraction, is }) => {
    expect(coresetCount(patches, fraction)).toBe(is);
  });

  test.each([0, -0.1, 1.5, NaN])("refuses the fraction %d", (fraction) => {
    expect(() => coresetCount(500, fraction)).toThrow(
      new RangeError(`coresetCount: expected a fraction above 0 and at most 1, got ${fraction}`),
    );
  });
});

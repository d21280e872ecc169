import { describe, expect, test } from "vitest";
import { protocolCounts } from "../../test/protocolCounts.ts";
import { contaminationCount } from "./contaminationCount.ts";

describe("contaminationCount", () => {
  test.each(protocolCounts)(
    "of %s is as published at 5, 10, 15 and 20 %%",
    (_, clean, __, ...n) => {
      expect([0.05, 0.1, 0.15, 0.2].map((fraction) => contaminationCount(fraction, clean))).toEqual(
        n,
      );
    },
  );

  test.each([
    { fraction: 1, clean: 3, message: "expected a fraction in [0, 1), got 1" },
    { fraction: NaN, clean: 3, message: "expected a fraction in [0, 1), got NaN" },
    { fraction: 0.1, clean: 2.5, message: "expected a whole number of clean images, got 2.5" },
  ])("refuses: $message", ({ fraction, clean, message }) => {
    expect(() => contaminationCount(fraction, clean)).toThrow(
      new RangeError(`contaminationCount: ${message}`),
    );
  });
});

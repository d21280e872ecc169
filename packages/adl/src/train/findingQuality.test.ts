import { describe, expect, test } from "vitest";
import { findingQuality } from "./findingQuality.ts";

describe("findingQuality", () => {
  const ranked = ["p", "x", "q", "y", "r", "z"];
  test.each([
    { recall: 0.3, precision: 1, inspected: 1, found: 1 / 3 },
    { recall: 0.6, precision: 2 / 3, inspected: 3, found: 2 / 3 },
    { recall: 1, precision: 3 / 5, inspected: 5, found: 1 },
  ])(
    "at a recall of $recall has a precision of $precision",
    ({ recall, precision, inspected, found }) => {
      expect(findingQuality(ranked, ["p", "q", "r"], recall)).toEqual({
        planted: 3,
        precision,
        recall: found,
        inspected,
      });
    },
  );

  test.each([
    { planted: [], recall: 0.6, message: "expected planted images, got none" },
    { planted: ["p"], recall: 0, message: "expected a recall in (0, 1], got 0" },
    { planted: ["p", "nowhere"], recall: 1, message: "got 1 of 2" },
  ])("refuses: $message", ({ planted, recall, message }) => {
    expect(() => findingQuality(ranked, planted, recall)).toThrow(message);
  });
});

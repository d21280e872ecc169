import { describe, expect, test } from "vitest";
import { findingQuality, suspects } from "./suspects.ts";

const record = {
  ids: ["a", "b", "c", "d"],
  draws: Float32Array.of(3, 2, 0, 5),
  classifier: Float32Array.of(0, -1, 0, 0.5),
  deviation: Float32Array.of(0.2, -0.5, 0, -2),
  segmentation: Float32Array.of(-3, 1, 0, -1),
};

describe("suspects", () => {
  test("ranks by the weights of both losses, or of one", () => {
    expect(suspects(record).map(({ id }) => id)).toEqual(["b", "d", "c", "a"]);
    expect(suspects(record, { by: "deviation" }).map(({ id }) => id)).toEqual(["d", "b", "c", "a"]);
    expect(suspects(record, { by: "segmentation" }).map(({ id }) => id)).toEqual([
      "a",
      "d",
      "c",
      "b",
    ]);
    expect(suspects(record, { by: "all" }).map(({ id }) => id)).toEqual(["a", "d", "b", "c"]);
    expect(suspects(record, { by: "classifier" })[0]).toEqual({
      id: "b",
      index: 1,
      weight: Math.exp(-1),
      draws: 2,
    });
  });

  test("an image that was never drawn has an average weight", () => {
    expect(suspects(record).find(({ id }) => id === "c")).toMatchObject({ weight: 1, draws: 0 });
  });
});

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

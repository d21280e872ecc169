import { describe, expect, test } from "vitest";
import { noveltyOf, scaleOfKnee } from "./novelty.ts";

describe("noveltyOf", () => {
  test("fills in the defaults, and keeps what is given", () => {
    const scale = { knee: 1, cap: 20 };
    expect(noveltyOf()).toEqual({ weight: 0.3, neighbors: 5, patches: 200, scale });
    expect(noveltyOf({ neighbors: 2 })).toMatchObject({ weight: 0.3, neighbors: 2 });
  });

  test.each([
    { options: { weight: 0 }, message: "expected a weight above 0 and at most 1, got 0" },
    { options: { weight: 1.5 }, message: "expected a weight above 0 and at most 1, got 1.5" },
    { options: { neighbors: 0 }, message: "expected neighbors of at least 1, whole, got 0" },
    { options: { patches: 2.5 }, message: "expected patches of at least 1, whole, got 2.5" },
  ])("refuses: $message", ({ options, message }) => {
    expect(() => noveltyOf(options)).toThrow(new RangeError(`noveltyOf: ${message}`));
  });
});

test("scaleOfKnee ends at 20 knees", () => {
  expect(scaleOfKnee(3)).toEqual({ knee: 3, cap: 60 });
});

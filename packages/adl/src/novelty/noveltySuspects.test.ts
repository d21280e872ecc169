import { describe, expect, test } from "vitest";
import { noveltySuspects } from "./noveltySuspects.ts";

describe("noveltySuspects", () => {
  test("ranks the images that are least like others first", () => {
    const record = { ids: ["a", "b", "c"], novelty: Float32Array.of(2, 8, 4) };
    expect(noveltySuspects(record)).toEqual([
      { id: "b", weight: 0.5 },
      { id: "c", weight: 1 },
      { id: "a", weight: 2 },
    ]);
  });

  test("trusts an image that is the same as others", () => {
    const record = { ids: ["a", "b"], novelty: Float32Array.of(0, 0) };
    expect(noveltySuspects(record).map(({ weight }) => weight)).toEqual([1, 1]);
  });
});

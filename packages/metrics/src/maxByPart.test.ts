import { describe, expect, test } from "vitest";
import { maxByPart } from "./maxByPart.ts";

describe("maxByPart", () => {
  test("of one view a part is the scores and labels themselves", () => {
    expect(maxByPart([0.5, -2], [0, 1], [7, 3])).toEqual({
      parts: [7, 3],
      scores: Float64Array.of(0.5, -2),
      labels: Uint8Array.of(0, 1),
    });
  });

  test("keeps the highest score of a part's views and calls it anomalous when any view is", () => {
    const parts = ["b", "a", "b", "a", "c"];
    expect(maxByPart([0.1, 0.9, 0.3, 0.2, -1], [0, 1, 1, 0, 0], parts)).toEqual({
      parts: ["b", "a", "c"],
      scores: Float64Array.of(0.3, 0.9, -1),
      labels: Uint8Array.of(1, 1, 0),
    });
  });

  test("refuses parts that do not pair up with scores", () => {
    expect(() => maxByPart([1, 2], [0, 1], ["a"])).toThrow(
      "maxByPart: expected 2 parts, one per score, got 1",
    );
  });

  test("names a score that is not finite and a label that is neither 0 nor 1", () => {
    expect(() => maxByPart([1, NaN], [0, 1], ["a", "a"])).toThrow(
      "maxByPart: expected finite scores, got scores[1] = NaN",
    );
    expect(() => maxByPart([1, 2], [0, 255], ["a", "a"])).toThrow(
      "maxByPart: expected labels 0 (normal) or 1 (anomalous), got labels[1] = 255",
    );
  });

  test("takes parts of any name", () => {
    const { parts, scores } = maxByPart([1, 2, 3], [0, 1, 0], ["__proto__", "constructor", "__proto__"]); // prettier-ignore
    expect([parts, [...scores]]).toEqual([
      ["__proto__", "constructor"],
      [3, 2],
    ]);
  });
});

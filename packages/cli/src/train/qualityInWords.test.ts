import { expect, test } from "vitest";
import { qualityInWords } from "./qualityInWords.ts";

test("qualityInWords says how far one has to look to find 0.6 of what was planted", () => {
  // 0.6 of 5 are 3: the third is the fourth in the ranking.
  expect(qualityInWords(["a", "x", "b", "c", "y", "d", "e"], ["a", "b", "c", "d", "e"])).toBe(
    "5 images were planted: 60 % of them are among the first 4, at a precision of 75 %.",
  );
});

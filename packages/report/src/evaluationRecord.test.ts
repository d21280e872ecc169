import { decide } from "@flawlens/inference/core";
import { expect, test } from "vitest";
import { makeDetector } from "../test/makeDetector.ts";
import { anyScore } from "./evaluationRecord.ts";

test("the score of any defect is the sum of the types' scores, as the detector decides by it", () => {
  expect(anyScore({ scores: [0.5, 2, -1] })).toBe(1.5);
  expect(anyScore({ scores: Float32Array.of(3) })).toBe(3);
  const scores = Float32Array.of(0.1, 0.7, 1e-3);
  expect(anyScore({ scores })).toBe(decide(makeDetector(["a", "b", "c"]), scores).score);
});

import { expect, test } from "vitest";
import { scoreWithin } from "./scoreWithin.ts";

const map = { data: Float32Array.of(1, 8, 3, 4), height: 2, width: 2 };
const counts = Uint8Array.of(1, 0, 1, 1);

test.each([
  { of: "that is the highest cell", score: 8, rule: "peak" as const, is: 4 },
  { of: "that goes with the highest cell", score: 16, rule: "peak" as const, is: 8 },
  { of: "that is the mean", score: 4, rule: "mean" as const, is: 8 / 3 },
  { of: "that goes with the mean", score: 12, rule: "mean" as const, is: 8 },
])("a score $of becomes $is", ({ score, rule, is }) => {
  expect(scoreWithin(score, map, counts, rule)).toBeCloseTo(is, 12);
});

test("a score of a map without positive cells moves with its highest cell", () => {
  const below = { ...map, data: map.data.map((value) => value - 10) };
  expect(scoreWithin(-1, below, counts, "peak")).toBe(-1 - (8 - 4));
});

test("an unknown cell makes the score unknown only where it counts", () => {
  const unknown = { ...map, data: Float32Array.of(1, NaN, 3, 4) };
  expect(scoreWithin(8, unknown, counts, "peak")).toBeCloseTo(8, 12);
  expect(scoreWithin(8, unknown, Uint8Array.of(1, 1, 0, 0), "peak")).toBeNaN();
  expect(scoreWithin(8, unknown, Uint8Array.of(1, 1, 0, 0), "mean")).toBeNaN();
});

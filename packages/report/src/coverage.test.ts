import { expect, test } from "vitest";
import { coverage } from "./coverage.ts";

test("coverage covers more of the image the higher the value, nothing below a quarter", () => {
  const covers = Array.from({ length: 21 }, (_, i) => coverage(i / 20));
  expect(covers).toEqual(covers.toSorted((a, b) => a - b));
  expect(covers.filter((cover) => cover === 0)).toHaveLength(6);
  expect(coverage(0.5)).toBe(0.375);
  expect(covers[15]).toBe(0.75);
  expect(covers[20]).toBe(0.75);
});

import { expect, test } from "vitest";
import { expectMemory, usualBytes } from "./expectMemory.ts";

test("memory is that of the group, else the most of any, else a usual one", () => {
  const expected = expectMemory();
  expect(expected.of("a")).toBe(usualBytes);
  expected.learn("a", 5);
  expected.learn("a", 3);
  expected.learn("b", 9);
  expected.learn("c", null);
  expect([expected.of("a"), expected.of("b"), expected.of("c")]).toEqual([5, 9, 9]);
});

test("memory that is given counts alone", () => {
  const expected = expectMemory(7);
  expected.learn("a", 99);
  expect(expected.of("a")).toBe(7);
});

import { expect, test } from "vitest";
import { partOf } from "./partOf.ts";

test("parts are every n-th of a list, and together all of it", () => {
  const parts = [1, 2, 3].map((index) => partOf(["a", "b", "c", "d"], { index, of: 3 }));
  expect(parts).toEqual([["a", "d"], ["b"], ["c"]]);
  expect(partOf(["a"], { index: 2, of: 2 })).toEqual([]);
});

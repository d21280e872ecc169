import { describe, expect, test } from "vitest";
import { dimsOf } from "./exportInput.ts";

describe("dimsOf", () => {
  test("puts sizes in the place of names, and keeps numbers", () => {
    const input = { shape: ["batch", "dimension", "dimension", 3] };
    expect(dimsOf(input, { batch: 53, dimension: 211 })).toEqual([53, 211, 211, 3]);
    expect(dimsOf({ shape: [] }, { batch: 53 })).toEqual([]);
  });
});

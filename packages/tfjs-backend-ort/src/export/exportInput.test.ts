import { describe, expect, test } from "vitest";
import { sidesOf } from "./exportInput.ts";

describe("sidesOf", () => {
  test("puts sizes in the place of names, and keeps numbers", () => {
    const input = { shape: ["batch", "side", "side", 3] };
    expect(sidesOf(input, { batch: 53, side: 211 })).toEqual([53, 211, 211, 3]);
    expect(sidesOf({ shape: [] }, { batch: 53 })).toEqual([]);
  });
});

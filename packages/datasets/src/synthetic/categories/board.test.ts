import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { at, categoryContract, coverage } from "../../../test/categoryContract.ts";
import { board } from "./board.ts";

/** Middles of the eight components. */
const COMPONENTS = [
  { u: -0.6, v: -0.52 },
  { u: -0.2, v: -0.58 },
  { u: 0.22, v: -0.58 },
  { u: 0.62, v: -0.46 },
  { u: 0.62, v: 0.02 },
  { u: 0.56, v: 0.5 },
  { u: 0.12, v: 0.58 },
  { u: -0.34, v: 0.58 },
];

describe("board", () => {
  categoryContract(board);

  test("is a square of 1.72 with a hole in each corner, and a golden ring around it", () => {
    const part = board.make(randomStream(1));
    expect([at(part, 0.84, 0).cover, at(part, 0.9, 0).cover]).toEqual([1, 0]);
    for (const u of [-0.75, 0.75])
      for (const v of [-0.75, 0.75]) {
        expect(at(part, u, v).cover).toBe(0);
        expect(at(part, u + 0.075, v)).toMatchObject({ red: 0.72, green: 0.58, blue: 0.3 });
      }
  });

  test("has a black chip that stands out of it", () => {
    const part = board.make(randomStream(1));
    const chip = at(part, -0.24, 0.2);
    expect(Math.max(chip.red, chip.green, chip.blue)).toBeLessThan(0.2);
    expect(chip.height).toBeGreaterThan(0.09);
  });

  test("misses three of eight components, which leave bare board between two pads", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = randomStream(seed);
      const part = board.make(random);
      const { part: broken } = part.missing(random);
      const gone = COMPONENTS.filter(({ u, v }) => at(broken, u, v).height < at(part, u, v).height);
      expect(gone).toHaveLength(3);
      expect(coverage(broken)).toBe(coverage(part));
    }
  });
});

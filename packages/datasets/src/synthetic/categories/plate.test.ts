import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { at, categoryContract, coverage } from "../../../test/categoryContract.ts";
import { plate } from "./plate.ts";

/** Middles of the six screws. */
const SCREWS = [-0.66, 0, 0.66].flatMap((u) => [-0.42, 0.42].map((v) => ({ u, v })));

describe("plate", () => {
  categoryContract(plate);

  test("is 1.68 wide and 1.2 high, with a slot left of its middle", () => {
    const part = plate.make(randomStream(1));
    expect([at(part, 0.8, 0).cover, at(part, 0.9, 0).cover]).toEqual([1, 0]);
    expect([at(part, 0.3, 0.56).cover, at(part, 0.3, 0.66).cover]).toEqual([1, 0]);
    expect(at(part, -0.36, 0).cover).toBe(0);
  });

  test("is brushed from left to right, but for its screws", () => {
    const part = plate.make(randomStream(1));
    expect(at(part, 0.33, 0.3)).toMatchObject({ grainU: 1, grainV: 0 });
    for (const { u, v } of SCREWS) expect(at(part, u, v).grainU).toBe(0);
  });

  test("misses two of six screws, and is a hole as large as the plate's relief there", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = randomStream(seed);
      const part = plate.make(random);
      const { part: broken } = part.missing(random);
      const gone = SCREWS.filter(({ u, v }) => at(broken, u, v).height < at(part, u, v).height);
      expect(gone).toHaveLength(2);
      expect(coverage(broken)).toBe(coverage(part));
    }
  });
});

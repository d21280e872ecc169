import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { at, categoryContract, coverage, GRID } from "../../../test/categoryContract.ts";
import { weave } from "./weave.ts";

describe("weave", () => {
  categoryContract(weave);

  test("fills the whole frame", () => {
    expect(coverage(weave.make(randomStream(1)))).toBe(1);
  });

  test("goes up and down by a thread's height, and has gaps between threads", () => {
    const part = weave.make(randomStream(1));
    const heights = GRID.map(({ u, v }) => at(part, u, v).height);
    expect(Math.max(...heights)).toBeLessThanOrEqual(0.06 + 0.035); // round, and over the crossing
    expect(Math.max(...heights)).toBeGreaterThan(0.085);
    expect(Math.min(...heights)).toBe(0);
  });

  test("without a length of thread is nowhere higher, and somewhere lower", () => {
    const random = randomStream(3);
    const part = weave.make(random);
    const { part: broken } = part.missing(random);
    const rises = GRID.map(({ u, v }) => at(broken, u, v).height - at(part, u, v).height);
    expect(Math.max(...rises)).toBe(0);
    expect(Math.min(...rises)).toBeLessThan(-0.05);
  });
});

import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { at, categoryContract, coverage } from "../../../test/categoryContract.ts";
import { gear } from "./gear.ts";

describe("gear", () => {
  categoryContract(gear);

  test("has a bore in its middle, and metal between bore and web", () => {
    const part = gear.make(randomStream(1));
    expect(at(part, 0, 0).cover).toBe(0);
    expect(at(part, 0.22, 0).cover).toBe(1);
    expect(at(part, 0.9, 0).cover).toBe(0);
  });

  test("has twelve teeth: a circle near their tips meets metal twelve times", () => {
    const part = gear.make(randomStream(1));
    const onCircle = Array.from({ length: 720 }, (_, i) => {
      const angle = (i / 360) * Math.PI;
      return at(part, 0.77 * Math.cos(angle), 0.77 * Math.sin(angle)).cover > 0.5;
    });
    const starts = onCircle.filter((metal, i) => metal && !onCircle.at(i - 1));
    expect(starts).toHaveLength(12);
  });

  test("loses teeth and nothing else: it covers less", () => {
    const random = randomStream(2);
    const part = gear.make(random);
    expect(coverage(part.missing(random).part)).toBeLessThan(coverage(part));
  });
});

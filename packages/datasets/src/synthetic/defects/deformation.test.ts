import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { changes, sheet, spoilt } from "../../../test/defectContract.ts";
import { deformation } from "./deformation.ts";

/** The point whose surface is seen at (u, v) after the defect. */
function sourceOf(defect: ReturnType<typeof deformation.make>, u: number, v: number) {
  const point = { u, v };
  defect.bend!(point);
  return point;
}

describe("deformation", () => {
  // The sheet gives way to the right in its middle, where both dents are.
  test("pushes the part along: what is seen came from against the push, by about 0.3 in the middle", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { u, v } = sourceOf(deformation.make(sheet, randomStream(seed)), 0, 0);
      // two dents of 0.55 · reach, 0.22 <= reach < 0.28, at their own middle
      expect(u).toBeLessThanOrEqual(-2 * 0.55 * 0.22);
      expect(u).toBeGreaterThan(-2 * 0.55 * 0.28);
      expect(v).toBe(0);
    }
  });

  test("leaves what is far away where it was", () => {
    const { u, v } = sourceOf(deformation.make(sheet, randomStream(1)), 0.9, 0.9);
    expect(u).toBeCloseTo(0.9, 6);
    expect(v).toBe(0.9);
  });

  test("dents the part by 0.34 to 0.46 in the middle, and changes no colour", () => {
    const defect = deformation.make(sheet, randomStream(1));
    const middle = spoilt(defect, 0, 0);
    expect(middle.height).toBeLessThanOrEqual(-2 * 0.17);
    expect(middle.height).toBeGreaterThan(-2 * 0.23);
    const looks = changes(defect).map(({ texel: { red, gloss, grainU } }) => [red, gloss, grainU].join()); // prettier-ignore
    expect(new Set(looks)).toEqual(new Set(["0.5,0.5,1"]));
  });

  test("is another for another seed, and the same for the same", () => {
    const bent = (seed: number) => sourceOf(deformation.make(sheet, randomStream(seed)), 0.1, 0.1);
    expect(bent(1)).toEqual(bent(1));
    expect(bent(1)).not.toEqual(bent(2));
  });
});

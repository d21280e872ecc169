import { randomStream } from "@flawlens/sampling";
import { expect, test } from "vitest";
import {
  type Defect,
  type DefectType,
  EVERYWHERE,
  type Part,
  type Texel,
} from "../src/synthetic/_surface.ts";
import { at } from "./categoryContract.ts";

/** A flat grey sheet, brushed and glossy, that can be bent to the right in its middle. */
export const sheet: Part = {
  surface: (u, v, texel) => {
    if (Math.max(Math.abs(u), Math.abs(v)) > 0.9) return;
    Object.assign(texel, { cover: 1, red: 0.5, green: 0.5, blue: 0.5, gloss: 0.5, grainU: 1 });
  },
  missing: () => ({ part: { ...sheet, surface: () => {} }, within: EVERYWHERE }),
  weakSpot: () => ({ u: 0, v: 0, pushU: 1, pushV: 0 }),
};

/** Points of the sheet, 0.05 apart. */
const POINTS = Array.from({ length: 35 * 35 }, (_, i) => ({
  u: -0.85 + 0.05 * (i % 35),
  v: -0.85 + 0.05 * Math.floor(i / 35),
}));

/** The sheet at a point, with the defect's change of the surface. */
export function spoilt({ change }: Defect, u: number, v: number): Texel {
  const texel = at(sheet, u, v);
  if (texel.cover > 0) change?.(u, v, texel);
  return texel;
}

/** Points of the sheet that the defect changes, each with what is there. */
export function changes(defect: Defect): { u: number; v: number; texel: Texel }[] {
  const plain = JSON.stringify(at(sheet, 0, 0)); // alike everywhere
  return POINTS.flatMap(({ u, v }) => {
    const texel = spoilt(defect, u, v);
    return JSON.stringify(texel) === plain ? [] : [{ u, v, texel }];
  });
}

/** What every defect that changes the surface promises. */
export function surfaceDefectContract(type: DefectType): void {
  test("is the same for the same seed, and another for another", () => {
    const made = (seed: number) => changes(type.make(sheet, randomStream(seed)));
    expect(made(1)).toEqual(made(1));
    expect(made(1)).not.toEqual(made(2));
  });

  test("changes a part of the surface within its circle, and leaves the part's outline", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const defect = type.make(sheet, randomStream(seed));
      const changed = changes(defect);
      expect(changed.length).toBeGreaterThan(0);
      expect(changed.length).toBeLessThan(0.6 * POINTS.length);
      const { within } = defect;
      const farthest = changed.map(({ u, v }) => Math.hypot(u - within.u, v - within.v));
      expect(Math.max(...farthest)).toBeLessThanOrEqual(within.radius);
      expect(changed.every(({ texel }) => texel.cover === 1)).toBe(true);
    }
  });
}

import { randomStream } from "@flawlens/sampling";
import { expect, test } from "vitest";
import { blank, type Category, clear, type Part, type Texel } from "../src/synthetic/_surface.ts";

/** Points of the frame, 0.1 apart. */
export const GRID = Array.from({ length: 21 * 21 }, (_, i) => ({
  u: -1 + 0.1 * (i % 21),
  v: -1 + 0.1 * Math.floor(i / 21),
}));

/** The part at one point. */
export function at(part: Part, u: number, v: number): Texel {
  const texel = blank();
  part.surface(u, v, texel);
  return texel;
}

/** The fraction of the frame that the part covers. */
export function coverage(part: Part): number {
  return GRID.reduce((sum, { u, v }) => sum + at(part, u, v).cover, 0) / GRID.length;
}

/** What every kind of part promises: the same part for a seed, inside its frame, with a piece that can go missing. */
export function categoryContract(category: Category): void {
  const made = (seed: number) => category.make(randomStream(seed));
  const seen = (part: Part) => GRID.map(({ u, v }) => at(part, u, v));

  test("is the same part for the same seed, and another for another", () => {
    expect(seen(made(1))).toEqual(seen(made(1)));
    expect(seen(made(1))).not.toEqual(seen(made(2)));
  });

  test("has finite colours in [0, 1.5], and covers between nothing and all of a point", () => {
    const texels = seen(made(3));
    const colors = texels.flatMap(({ red, green, blue }) => [red, green, blue]);
    expect(Math.min(...colors)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...colors)).toBeLessThan(1.5);
    const fractions = texels.flatMap(({ cover, gloss }) => [cover, gloss]);
    expect([Math.min(...fractions), Math.max(...fractions)]).toEqual([0, expect.closeTo(1, 9)]);
    expect(texels.every(({ height }) => Number.isFinite(height))).toBe(true);
  });

  test("with a piece missing differs from the whole, and only within the circle given", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = randomStream(seed);
      const part = category.make(random);
      const { part: broken, within } = part.missing(random);
      const changed = GRID.filter(({ u, v }) => {
        const [before, after] = [at(part, u, v), at(broken, u, v)];
        return (Object.keys(before) as (keyof Texel)[]).some((key) => before[key] !== after[key]);
      });
      expect(changed.length).toBeGreaterThan(0);
      const farthest = changed.map(({ u, v }) => Math.hypot(u - within.u, v - within.v));
      expect(Math.max(...farthest)).toBeLessThanOrEqual(within.radius);
    }
  });

  test("can be bent at points of its frame, by a push of about one", () => {
    const random = randomStream(4);
    const part = category.make(random);
    for (let i = 0; i < 50; i++) {
      const { u, v, pushU, pushV } = part.weakSpot(random);
      expect(Math.max(Math.abs(u), Math.abs(v))).toBeLessThanOrEqual(1);
      const push = Math.hypot(pushU, pushV);
      expect(push).toBeGreaterThan(0.5);
      expect(push).toBeLessThan(1.5);
    }
  });

  test("lies on a background that is there at every point, without relief", () => {
    const background = category.background(randomStream(5));
    const texel = blank();
    const seen = GRID.map(({ u, v }) => {
      clear(texel);
      background(u, v, texel);
      return `cover ${texel.cover}, height ${texel.height}`;
    });
    expect(new Set(seen)).toEqual(new Set(["cover 1, height 0"]));
  });
}

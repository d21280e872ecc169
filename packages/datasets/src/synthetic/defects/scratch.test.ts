import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { changes, sheet, surfaceDefectContract } from "../../../test/defectContract.ts";
import { scratch } from "./scratch.ts";

describe("scratch", () => {
  surfaceDefectContract(scratch);

  test("cuts at most 0.03 deep, and lays bare bright metal that is duller than the sheet", () => {
    const texels = [1, 2, 3].flatMap((seed) =>
      changes(scratch.make(sheet, randomStream(seed))).map(({ texel }) => texel),
    );
    const range = (values: number[]) => [Math.min(...values), Math.max(...values)];
    const [deepest, shallowest] = range(texels.map(({ height }) => height));
    expect(deepest).toBeGreaterThanOrEqual(-0.03);
    expect(shallowest).toBeLessThan(0);
    const [darkest, brightest] = range(texels.map(({ red }) => red));
    expect(darkest).toBeGreaterThan(0.5);
    expect(brightest).toBeLessThanOrEqual(0.5 + 0.75 * (0.86 - 0.5) + 1e-12);
    expect(Math.max(...texels.map(({ gloss }) => gloss))).toBeLessThan(0.5);
  });

  test("is longer than it is wide: the changed points lie along a line", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const points = changes(scratch.make(sheet, randomStream(seed)));
      const mean = (of: (point: { u: number; v: number }) => number) =>
        points.reduce((sum, point) => sum + of(point), 0) / points.length;
      const [u, v] = [mean((p) => p.u), mean((p) => p.v)];
      const [uu, vv] = [mean((p) => (p.u - u) ** 2), mean((p) => (p.v - v) ** 2)];
      const uv = mean((p) => (p.u - u) * (p.v - v));
      const root = Math.hypot((uu - vv) / 2, uv); // eigenvalues of the covariance
      expect((uu + vv) / 2 + root).toBeGreaterThan(2 * ((uu + vv) / 2 - root));
    }
  });
});

import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { changes, sheet, spoilt, surfaceDefectContract } from "../../../test/defectContract.ts";
import { pit } from "./pit.ts";

describe("pit", () => {
  surfaceDefectContract(pit);

  test("has its first crater in the middle of its circle: deep, dark and dull", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const defect = pit.make(sheet, randomStream(seed));
      const { u, v } = defect.within;
      const floor = spoilt(defect, u, v);
      expect(floor.height).toBeCloseTo(-0.05, 9);
      expect(floor.red).toBeCloseTo(0.5 * 0.45, 9);
      expect(floor.gloss).toBe(0);
    }
  });

  test("has rims that stand out and are brighter than the sheet", () => {
    const rims = changes(pit.make(sheet, randomStream(1))).filter(({ texel }) => texel.height > 0);
    expect(rims.length).toBeGreaterThan(0);
    expect(Math.max(...rims.map(({ texel }) => texel.height))).toBeLessThanOrEqual(0.01);
    expect(Math.max(...rims.map(({ texel }) => texel.red))).toBeGreaterThan(0.5);
  });
});

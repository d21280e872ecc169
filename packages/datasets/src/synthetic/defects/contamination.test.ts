import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { changes, sheet, spoilt, surfaceDefectContract } from "../../../test/defectContract.ts";
import { contamination } from "./contamination.ts";

describe("contamination", () => {
  surfaceDefectContract(contamination);

  test("lies on the surface: raised a little, duller, and the brushing is hidden", () => {
    const texels = [1, 2, 3].flatMap((seed) =>
      changes(contamination.make(sheet, randomStream(seed))).map(({ texel }) => texel),
    );
    const range = (values: number[]) => [Math.min(...values), Math.max(...values)];
    const [lowest, highest] = range(texels.map(({ height }) => height));
    expect(lowest).toBeGreaterThan(0);
    expect(highest).toBeLessThanOrEqual(0.012);
    const [dullest, glossiest] = range(texels.map(({ gloss }) => gloss));
    expect(dullest).toBeGreaterThanOrEqual(0.5 * 0.3 - 1e-12);
    expect(glossiest).toBeLessThan(0.5);
    expect(Math.max(...texels.map(({ grainU }) => grainU))).toBeLessThan(1);
  });

  test("covers the middle of its circle with brown: more red than blue", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const defect = contamination.make(sheet, randomStream(seed));
      const { grainU, red, blue } = spoilt(defect, defect.within.u, defect.within.v);
      expect(grainU).toBe(0);
      expect(red).toBeGreaterThan(blue + 0.1);
    }
  });
});

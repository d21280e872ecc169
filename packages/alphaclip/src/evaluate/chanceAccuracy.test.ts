import { describe, expect, test } from "vitest";

import type { RegionManifest, RegionRecord } from "../data/regionRecord.ts";
import { chanceAccuracy } from "./chanceAccuracy.ts";

const row = (category: string, defectType: string) => ({
  category,
  defectType,
  description: `${defectType} on ${category}`,
});
const region = (category: string, split: RegionRecord["split"]) =>
  ({ category, split }) as RegionRecord;
const manifest: Pick<RegionManifest, "name" | "descriptions" | "regions"> = {
  name: "made",
  descriptions: [row("gear", "scratch"), row("gear", "stain"), row("wood", "hole"), row("wood", "knot"), row("wood", "scratch")], // prettier-ignore
  regions: [region("gear", "test"), region("wood", "test"), region("wood", "test"), region("gear", "train")], // prettier-ignore
};

describe("chanceAccuracy", () => {
  test("is one over the candidates, for the object's the mean over the split's regions", () => {
    expect(chanceAccuracy(manifest)).toEqual({
      all: 1 / 5,
      sameObject: (1 / 2 + 1 / 3 + 1 / 3) / 3,
    });
    expect(chanceAccuracy(manifest, "train")).toEqual({ all: 1 / 5, sameObject: 1 / 2 });
  });

  test("refuses a split without regions", () => {
    expect(() => chanceAccuracy(manifest, "validation")).toThrow(
      "chanceAccuracy: expected regions of the split validation in made, got none",
    );
  });
});

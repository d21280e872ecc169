import { describe, expect, test } from "vitest";
import { adlConfig } from "./adlConfig.ts";
import { adlPresets } from "./adlPresets.ts";

describe("adlPresets", () => {
  test("can all be parsed, and the first has the novelty and its map", () => {
    expect(Object.keys(adlPresets)[0]).toBe("novelty");
    expect(adlPresets.novelty.config).toMatchObject({ maps: "novelty", novelty: { weight: 0.3 } });
    for (const { config } of Object.values(adlPresets))
      expect(adlConfig.parse(config)).toMatchObject(config);
  });

  test("that reproduce the paper have its three cues and its maps", () => {
    for (const name of ["small-machine", "short", "small-defects", "reference", "paper"] as const) {
      const { novelty, maps } = adlConfig.parse(adlPresets[name].config);
      expect([novelty, maps]).toEqual([undefined, "gradient"]);
    }
  });

  test("that a beginner starts with need no masks", () => {
    expect(adlPresets.novelty.config.missingMask).toBe("imageOnly");
    expect(adlPresets["small-machine"].config.missingMask).toBe("imageOnly");
    expect(adlPresets["from-scratch"].config.missingMask).toBe("imageOnly");
  });
});

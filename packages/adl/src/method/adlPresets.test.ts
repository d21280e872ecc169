import { describe, expect, test } from "vitest";
import { adlConfig } from "./adlConfig.ts";
import { adlPresets } from "./adlPresets.ts";

describe("adlPresets", () => {
  test("can all be parsed, and the first is for small machines", () => {
    expect(Object.keys(adlPresets)[0]).toBe("small-machine");
    for (const { config } of Object.values(adlPresets))
      expect(adlConfig.parse(config)).toMatchObject(config);
  });

  test("that a beginner starts with need no masks", () => {
    expect(adlPresets["small-machine"].config.missingMask).toBe("imageOnly");
    expect(adlPresets["from-scratch"].config.missingMask).toBe("imageOnly");
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { clipSmall } from "../../test/clip.ts";
import type { ClipFixture } from "../../test/clip.ts";
import { countParams } from "../countParams.ts";
import { clipVitB16, clipVitB32, clipVitL14, clipVitL14At336 } from "./clipConfig.ts";
import { clipImageSpec, clipSpec } from "./clipSpec.ts";

describe("clipSpec", () => {
  test.each([clipVitB32, clipVitB16, clipVitL14, clipVitL14At336])(
    "of $name has as many entries and parameters as open_clip's state dict",
    (config) => {
      const path = new URL(`../../test/fixtures/${config.name}.json`, import.meta.url);
      const { parameters, entries }: ClipFixture = JSON.parse(readFileSync(path, "utf8"));
      expect(countParams(clipSpec(config))).toBe(parameters);
      expect(clipSpec(config).filter(({ kind }) => kind !== "counter")).toHaveLength(entries);
    },
  );

  test("cuts a tower after a layer, and lists the layers when asked for another", () => {
    const cut = clipImageSpec(clipSmall, { upTo: "visual.ln_pre" }).map(({ name }) => name);
    expect(cut).toEqual([
      "visual.conv1.weight",
      "visual.class_embedding",
      "visual.positional_embedding",
      "visual.ln_pre.weight",
      "visual.ln_pre.bias",
    ]);
    expect(() => clipImageSpec(clipSmall, { upTo: "visual.transformer.resblocks.3" })).toThrow(
      /^clipSpec: expected a layer of clipSmall \(visual\.conv1, .*\), got visual\.trans/,
    );
  });
});

import { describe, expect, test } from "vitest";
import { manifestOf } from "../test/manifest.ts";
import { withKnownLabels } from "./withKnownLabels.ts";

describe("withKnownLabels", () => {
  test("leaves out images of unknown label, and says how many", () => {
    const manifest = manifestOf([{}, { label: null }, { defectTypes: ["pit"] }, { label: null }]);
    const { samples, provenance } = withKnownLabels(manifest);
    expect(samples.map(({ id }) => id)).toEqual(["s0", "s2"]);
    expect(provenance).toEqual({ function: "withKnownLabels", unknown: 2, of: null });
    expect(manifest.samples).toHaveLength(4);
  });

  test("leaves a data set of known labels as it is", () => {
    const manifest = manifestOf([{}, {}]);
    expect(withKnownLabels(manifest)).toEqual(manifest);
  });
});

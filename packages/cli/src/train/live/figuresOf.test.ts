import { describe, expect, test } from "vitest";
import { sampleResults } from "../../../test/sampleResults.ts";
import { figuresOf } from "./figuresOf.ts";

describe("figuresOf", () => {
  test("tells scores in percent and thresholds by type, without those that are not defined", () => {
    const results = sampleResults(0.5);
    const any = { ...results.any, imageAuroc: 0.9731, aupro: null };
    const types = { crack: { ...any, support: 3, threshold: 0.123456 } };
    const figures = figuresOf({ ...results, any, types });
    expect(figures).toContainEqual({ name: "Image AUROC", value: "97.3 %" });
    expect(figures).toContainEqual({ name: "Threshold, crack", value: "0.1235" });
    expect(figures.map(({ name }) => name)).not.toContain("AUPRO");
  });
});

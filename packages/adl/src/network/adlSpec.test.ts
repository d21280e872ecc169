import { describe, expect, test } from "vitest";
import { tinyBackbone } from "../../test/tiny.ts";
import { backboneSpec, ownSpec } from "./adlSpec.ts";
import { paperMode, referenceMode } from "./modes.ts";

const backbone = tinyBackbone(); // 4 and 6 channels at strides 4 and 8
const specOf = (options: Partial<Parameters<typeof ownSpec>[1]> = {}) =>
  ownSpec(backbone, { mode: referenceMode, normalizeFeatures: false, width: 5, ...options });
const shapeOf = (spec: ReturnType<typeof specOf>, name: string) =>
  spec.find((param) => param.name === name)?.shape;

describe("ownSpec", () => {
  test("doubles the channels that an up-block gates to half", () => {
    const spec = specOf();
    expect(shapeOf(spec, "feature_extractor.upsample3_1.1.weight")).toEqual([12, 6, 3, 3]);
    expect(shapeOf(spec, "anomaly_head.scoring.weight")).toEqual([1, 10, 1, 1]);
    expect(shapeOf(spec, "fin_out.0.weight")).toEqual([2, 5, 3, 3]);
  });

  test("has as many doublings of the segmentation as the stride asks for, and no more", () => {
    const names = specOf().map(({ name }) => name);
    expect(names).toContain("up2.1.weight"); // stride 4
    expect(names.some((name) => name.startsWith("up3."))).toBe(false);
  });

  test("has up-blocks and normalisation of features only where they are asked for", () => {
    const names = (options: Parameters<typeof specOf>[0]) =>
      specOf(options).map(({ name }) => name);
    expect(names({ mode: paperMode }).some((name) => name.includes("upsample"))).toBe(false);
    expect(names({}).some((name) => name.startsWith("input."))).toBe(false);
    expect(names({ normalizeFeatures: true })).toContain("input.1.running_var");
  });
});

describe("backboneSpec", () => {
  test("puts the released code's prefix before names, also of normalisations", () => {
    const names = backboneSpec(backbone).flatMap(({ name, norm }) => [name, norm?.name ?? name]);
    for (const name of names) expect(name).toMatch(/^feature_extractor\.net\.stages\./);
  });

  test("trains nothing of a frozen backbone", () => {
    const trained = (frozen: boolean) =>
      backboneSpec(tinyBackbone({ trainable: !frozen })).filter(({ trainable }) => trainable);
    expect(trained(true)).toEqual([]);
    expect(trained(false).length).toBeGreaterThan(0);
  });
});

import "../../test/cpu.ts";
import { initParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { fittedModel, tinyBackbone, tinyModel } from "../../test/tiny.ts";
import { trainableNames, trainedParams } from "./trainedParams.ts";

const ofBackbone = (names: string[]) => names.filter((name) => name.includes("extractor.net."));

describe("trainedParams and trainableNames", () => {
  test("of a trained backbone: all parameters change, running statistics by no gradient", () => {
    const model = tinyModel();
    expect(Object.keys(trainedParams(model))).toEqual(Object.keys(model.params));
    const names = trainableNames(model);
    expect(ofBackbone(names).length).toBeGreaterThan(0);
    expect(names.some((name) => name.includes("running_"))).toBe(false);
  });

  test("of a frozen one: only what lies beside the backbone changes", () => {
    const backbone = tinyBackbone({ trainable: false });
    const backboneParams = initParams(backbone.spec, { random: randomStream(2) });
    const model = tinyModel({ backbone, backboneParams });
    const names = Object.keys(trainedParams(model));
    expect(ofBackbone(names)).toEqual([]);
    expect(names).toContain("input.0.running_mean");
    expect(ofBackbone(trainableNames(model))).toEqual([]);
  });

  test("the novelty is fitted, not trained", async () => {
    const model = await fittedModel();
    expect(model.params).toHaveProperty(["novelty.bank"]);
    const names = [...Object.keys(trainedParams(model)), ...trainableNames(model)];
    expect(names.filter((name) => name.startsWith("novelty"))).toEqual([]);
  });
});

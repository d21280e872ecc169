import "@tensorflow/tfjs-backend-cpu";
import { setBackend, zeros } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";

import { clipSmall } from "../../test/clip.ts";
import { ruleImage, ruleParams } from "../../test/ruleParams.ts";
import { clipImageLayers } from "./clipImage.ts";
import { clipImageFeatures } from "./clipImageFeatures.ts";
import { clipImageSpec } from "./clipSpec.ts";
import { applyLinear } from "./linear.ts";

beforeAll(() => setBackend("cpu"));

describe("clipImageFeatures", () => {
  const tower = clipImageFeatures(clipSmall);
  const params = ruleParams(clipImageSpec(clipSmall));

  test("needs the parameters of the image tower, and none of the text tower", () => {
    const names = tower.spec.map(({ name }) => name);
    expect(names).toHaveLength(44); // 3 embeddings, 2 × ln_pre, 3 × 12 of blocks, 2 × ln_post, proj
    expect(names.every((name) => name.startsWith("visual."))).toBe(true);
    expect(tower).toMatchObject({ name: "clipSmall", preprocessing: { size: 48 } });
  });

  test("gives the layers asked for, under their names", () => {
    const layers = ["visual.conv1", "visual.proj"] as const;
    const found = tower.features(params, ruleImage(48), [...layers]);
    const wanted = clipImageLayers(clipSmall, params, ruleImage(48), { layers });
    expect(Object.keys(found)).toEqual([...layers]);
    expect(found["visual.conv1"].shape).toEqual([1, 3, 3, 64]); // 48 / 16 patches a side
    for (const layer of layers) expect(found[layer].dataSync()).toEqual(wanted[layer].dataSync());
  });

  test("hands its options on: the hook computes each of four linear maps in three blocks", () => {
    let maps = 0;
    const hooked = clipImageFeatures(clipSmall, {
      linear(x, map) {
        maps++;
        return applyLinear(x, map);
      },
    });
    hooked.features(params, ruleImage(48), ["visual.proj"]);
    expect(maps).toBe(12);
  });

  test("refuses images of another size", () => {
    expect(() =>
      tower.features(params, zeros([1, 32, 48, 3]) as Tensor4D, ["visual.proj"]),
    ).toThrow("clipSmall: expected images [N, 48, 48, 3], the only size it takes, got");
  });
});

import "@tensorflow/tfjs-backend-cpu";
import { ones } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import { efficientnetLite0Spec } from "./efficientnetLite.ts";
import { initParams } from "./initParams.ts";
import { loadParams } from "./loadParams.ts";
import type { Params } from "./params.ts";
import { saveParams } from "./saveParams.ts";

describe("saveParams", () => {
  test("comes back from loadParams, for convolutions of both kinds, matrices and vectors", async () => {
    const spec = [
      ...efficientnetLite0Spec({ upTo: "stage4" }),
      { name: "fc.weight", shape: [5, 7], kind: "linear" as const, trainable: true },
    ];
    let state = 1;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const params = initParams(spec, { random });
    const stored = await saveParams(spec, params);
    const loaded = loadParams(spec, stored);
    expect(Object.keys(loaded)).toEqual(Object.keys(params));
    for (const { name, shape, kind } of spec) {
      if (kind === "counter") continue;
      expect(stored[name].shape).toEqual(shape);
      expect(loaded[name].shape).toEqual(params[name].shape);
      expect(loaded[name].dataSync()).toEqual(params[name].dataSync());
    }
  });

  test("gives the checkpoint's layout", async () => {
    const spec = [
      { name: "w", shape: [2, 2], kind: "linear" as const, trainable: true, init: { uniform: 1 } },
    ];
    let i = 0;
    const { w } = await saveParams(spec, initParams(spec, { random: () => i++ / 8 }));
    expect(w.data).toEqual(Float32Array.of(-1, -0.75, -0.5, -0.25));
  });

  test.each<{ params: Params; got: string }>([
    { params: {}, got: "none" },
    { params: { w: ones([2, 3]) }, got: "[2, 3]" },
  ])("refuses a parameter of shape $got", async ({ params, got }) => {
    const spec = [{ name: "w", shape: [2, 3], kind: "linear" as const, trainable: true }];
    await expect(saveParams(spec, params)).rejects.toThrow(
      new RangeError(`saveParams: expected w of shape [3, 2], got ${got}`),
    );
  });
});

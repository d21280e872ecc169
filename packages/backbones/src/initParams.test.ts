import "@tensorflow/tfjs-backend-cpu";
import { describe, expect, test } from "vitest";

import { initParams } from "./initParams.ts";
import type { ParamSpec } from "./params.ts";
import { smallConvNetSpec } from "./smallConvNet.ts";

/** Park & Miller's generator: seeded, and unlike anything in the package. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const conv = (init?: ParamSpec["init"]): ParamSpec => ({
  name: "w",
  shape: [64, 16, 3, 3],
  kind: "conv",
  init,
  trainable: true,
});

describe("initParams", () => {
  test.each([
    { of: "PyTorch's default", init: undefined, bound: 1 / 12 }, // fan in 16·3·3 = 144
    { of: "uniform", init: "uniform" as const, bound: 1 / 12 },
    { of: "he", init: "he" as const, bound: Math.sqrt(6) / 12 },
    { of: "a given bound", init: { uniform: 0.5 }, bound: 0.5 },
  ])("fills $of evenly between ± $bound", ({ init, bound }) => {
    const { w } = initParams([conv(init)], { random: seeded(1) });
    const values = Array.from(w.dataSync());
    expect(w.shape).toEqual([3, 3, 16, 64]);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((a, b) => a + b * b) / values.length;
    // 9216 values: the standard errors are 0.6 % of the bound and 0.9 % of the variance.
    expect(Math.abs(mean) / bound).toBeLessThan(0.025);
    expect(variance / (bound ** 2 / 3)).toBeCloseTo(1, 1);
    expect(Math.max(...values)).toBeLessThanOrEqual(bound);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-bound);
  });

  test("fills vectors with zeros or ones, and leaves counters out", () => {
    const vector = (name: string, init?: "ones"): ParamSpec => ({
      name,
      shape: [2],
      kind: "vector",
      init,
      trainable: true,
    });
    const counter: ParamSpec = { name: "n", shape: [], kind: "counter", trainable: false };
    const params = initParams([vector("a"), vector("b", "ones"), counter], { random: seeded(1) });
    expect(Object.keys(params)).toEqual(["a", "b"]);
    expect([...params.a.dataSync(), ...params.b.dataSync()]).toEqual([0, 0, 1, 1]);
  });

  test("gives the same network for the same seed, and another for another", () => {
    const first = (seed: number) =>
      Object.values(initParams(smallConvNetSpec(), { random: seeded(seed) }))[0].dataSync();
    expect(first(7)).toEqual(first(7));
    expect(first(8)).not.toEqual(first(7));
  });

  test("fills in the checkpoint's order: the layout in memory changes nothing", () => {
    let i = 0;
    const linear: ParamSpec = {
      name: "w",
      shape: [2, 3],
      kind: "linear",
      init: { uniform: 1 },
      trainable: true,
    };
    const { w } = initParams([linear], { random: () => i++ / 8 });
    expect(w.shape).toEqual([3, 2]);
    expect(Array.from(w.dataSync())).toEqual([-1, -0.25, -0.75, 0, -0.5, 0.25]);
  });
});

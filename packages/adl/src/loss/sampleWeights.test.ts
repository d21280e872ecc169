import { grad, memory, sum, tensor1d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/expectClose.ts";
import { engines, onEngine } from "../../test/onEngine.ts";
import { alphaWeights } from "./alphaWeights.ts";
import { sampleWeights } from "./sampleWeights.ts";

describe.each(engines)("sampleWeights on %s", (engine) => {
  onEngine(engine);

  const losses = [0.05, 0.2, 1, 3, 9.5];
  test.each([-1, 0, 0.1, 0.5, 0.9, 0.999, 1, 1.0001, 2])(
    "with alpha %d are those in float64",
    (alpha) => {
      for (const lambda of [0.1, 1])
        expectClose(
          sampleWeights(tensor1d(losses), { alpha, lambda }).dataSync(),
          [...alphaWeights(losses, { alpha, lambda })],
          5e-6,
        );
    },
  );

  test("are constants, and uniform where every weight would be zero", () => {
    const weighted = (x: Tensor) => sum(sampleWeights(x as Tensor1D, { alpha: 0.1, lambda: 0.1 }));
    expect([...grad(weighted)(tensor1d(losses)).dataSync()]).toEqual([0, 0, 0, 0, 0]);
    expectClose(sampleWeights(tensor1d([5, 6]), { alpha: 2, lambda: 1 }).dataSync(), [0.5, 0.5]);
  });

  test("leaves no tensor behind", () => {
    const x = tensor1d([0.5, 0.2]);
    const before = memory().numTensors;
    sampleWeights(x, { alpha: 0.1, lambda: 0.1 }).dispose();
    expect(memory().numTensors).toBe(before);
  });
});

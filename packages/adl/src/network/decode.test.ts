import "../../test/cpu.ts";
import { tensor2d, tensor1d, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { tinyModel } from "../../test/tiny.ts";
import { classify, decode, scorePatches } from "./decode.ts";

describe("the heads", () => {
  test("score each patch by a weighted sum of its features", () => {
    const params = {
      "anomaly_head.scoring.weight": tensor4d([2, -1], [1, 1, 2, 1]),
      "anomaly_head.scoring.bias": tensor1d([0.5]),
    };
    const joined = tensor4d([1, 1, 0, 3], [1, 1, 2, 2]);
    expect([...scorePatches(params, joined).dataSync()]).toEqual([1.5, -2.5]);
  });

  test("classify by the sigmoid of a weighted sum of mean features", () => {
    const params = {
      "prob_head.fc.weight": tensor2d([[1], [-1]]),
      "prob_head.fc.bias": tensor1d([1]),
    };
    const coarsest = tensor4d([2, 0, 4, 1], [1, 1, 2, 2]); // means 3 and 0.5
    expect(classify(params, coarsest).dataSync()[0]).toBeCloseTo(1 / (1 + Math.exp(-3.5)), 6);
  });

  test("give logits for every pixel of the input", () => {
    const model = tinyModel();
    const features = [
      tensor4d(new Float32Array(64).fill(1), [1, 4, 4, 4]),
      tensor4d(new Float32Array(24).fill(1), [1, 2, 2, 6]),
    ];
    const heads = decode(model, model.params, features, null);
    expect(heads.joined.shape).toEqual([1, 4, 4, 4 + 6]);
    expect(heads.patches.shape).toEqual([1, 16]);
    expect(heads.logits.shape).toEqual([1, 16, 16, 2]);
  });
});

import "../../test/cpu.ts";
import { countParams } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { tensor1d, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { patchDiscriminator, patchDiscriminatorSpec } from "./patchDiscriminator.ts";

const params: Params = {
  "d.0.weight": tensor4d([1, -1], [1, 1, 1, 2]),
  "d.0.bias": tensor1d([1, 0]),
  "d.1.weight": tensor1d([2, 1]),
  "d.1.bias": tensor1d([0, 0]),
  "d.1.running_mean": tensor1d([1, 0]),
  "d.1.running_var": tensor1d([1, 1]),
  "d.3.weight": tensor4d([1, 10], [1, 1, 2, 1]),
};

describe("patchDiscriminator", () => {
  test("is linear, normalised by running statistics, leaky and linear again, cell by cell", () => {
    const found = patchDiscriminator(params, "d", tensor4d([3, -2], [1, 1, 2, 1]), null).dataSync();
    // 3: 4 and -3, normalised 6 and -3, leaky 6 and -0.6; -2: -1 and 2, then -4 and 2, then -0.8 and 2.
    expect(found[0]).toBeCloseTo(6 - 6, 3); // epsilon of 1e-5
    expect(found[1]).toBeCloseTo(-0.8 + 20, 3);
  });

  test("normalises by the batch where next statistics are asked for, and gives them", () => {
    const updates: Params = {};
    patchDiscriminator(params, "d", tensor4d([3, -2], [1, 1, 2, 1]), updates);
    expect(Object.keys(updates)).toEqual(["d.1.running_mean", "d.1.running_var"]);
    expect(updates["d.1.running_mean"].dataSync()[0]).toBeCloseTo(0.9 + 0.1 * 1.5, 6);
  });

  test("has the parameters of the release: 1,576,960 of 1536 channels and 1024 values between", () => {
    expect(countParams(patchDiscriminatorSpec("d", { from: 1536, hidden: 1024 }))).toBe(1_576_960);
  });
});

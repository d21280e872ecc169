import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor1d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { Params } from "../params.ts";
import { normalize } from "./normalize.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const statistics = () => ({
  "n.running_mean": tensor1d([1]),
  "n.running_var": tensor1d([4]),
});
const affine = () => ({ "n.weight": tensor1d([10]), "n.bias": tensor1d([100]) });
// mean 3, biased variance (4 + 0 + 4) / 3, unbiased 4
const x = () => tensor4d([1, 3, 5], [1, 1, 3, 1]);
const values = (x: Tensor) => [...x.dataSync()];
const close = (numbers: number[]) => numbers.map((value) => expect.closeTo(value, 4));

describe("normalize", () => {
  test("uses the running statistics without updates", () => {
    const y = normalize({ ...statistics(), ...affine() }, "n", x(), { epsilon: 0 });
    expect(values(y)).toEqual(close([100, 110, 120]));
  });

  test("has weight 1 and bias 0 where the parameters have neither", () => {
    expect(values(normalize(statistics(), "n", x(), { epsilon: 0 }))).toEqual(close([0, 1, 2]));
  });

  test("adds epsilon to the variance, 1e-5 by default", () => {
    const none = { "n.running_mean": tensor1d([0]), "n.running_var": tensor1d([0]) };
    expect(values(normalize(none, "n", tensor4d([1], [1, 1, 1, 1])))[0]).toBeCloseTo(10 ** 2.5, 2);
    expect(values(normalize(none, "n", tensor4d([1], [1, 1, 1, 1]), { epsilon: 0.25 }))).toEqual(close([2])); // prettier-ignore
  });

  test("uses the batch with updates, and tells the running statistics that follow", () => {
    const updates: Params = {};
    const options = { updates, momentum: 0.25, epsilon: 0 };
    const y = normalize({ ...statistics(), ...affine() }, "n", x(), options);
    const step = 10 * Math.sqrt(1.5); // 10 · 2/√(8/3)
    expect(values(y)).toEqual(close([100 - step, 100, 100 + step]));
    expect(Object.keys(updates)).toEqual(["n.running_mean", "n.running_var"]);
    expect(values(updates["n.running_mean"])).toEqual(close([0.75 * 1 + 0.25 * 3]));
    expect(values(updates["n.running_var"])).toEqual(close([0.75 * 4 + 0.25 * 4]));
  });

  test("weighs a batch by 0.1 by default", () => {
    const updates: Params = {};
    normalize(statistics(), "n", x(), { updates });
    expect(values(updates["n.running_mean"])).toEqual(close([0.9 * 1 + 0.1 * 3]));
  });

  test("has finite statistics of a single value", () => {
    const updates: Params = {};
    normalize(statistics(), "n", tensor4d([5], [1, 1, 1, 1]), { updates });
    expect(values(updates["n.running_var"])).toEqual(close([0.9 * 4])); // its variance is 0
  });

  test("returns a layer that was folded away as it is", () => {
    const given: Tensor4D = x();
    expect(normalize({}, "n", given, { updates: {} })).toBe(given);
  });
});

import "@tensorflow/tfjs-backend-cpu";
import { memory, setBackend, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";

import { applyLinear, linearMap } from "./linear.ts";

beforeAll(() => setBackend("cpu"));

const weight = tensor2d([
  [1, 0, 2],
  [0, 1, -1],
]);
const bias = tensor1d([10, 20, 30]);

describe("applyLinear", () => {
  test("is x·W + b for every row", () => {
    const x = tensor2d([
      [1, 2],
      [-1, 0],
    ]);
    // [1·1, 2·1, 1·2 - 2·1] and [-1, 0, -2], each + [10, 20, 30]
    expect(applyLinear(x, { name: "w", weight, bias }).arraySync()).toEqual([
      [11, 22, 30],
      [9, 20, 28],
    ]);
  });
});

describe("linearMap", () => {
  const params = {
    "attn.in_proj_weight": weight,
    "attn.in_proj_bias": bias,
    "weight.fc.weight": weight,
    "weight.fc.bias": bias,
    "lone.weight": weight,
  };

  test.each(["attn.in_proj_weight", "weight.fc.weight"])(
    "finds the bias that belongs to %s, and makes no tensor",
    (name) => {
      const before = memory().numTensors;
      expect(linearMap("clip", params, name)).toEqual({ name, weight, bias });
      expect(memory().numTensors).toBe(before);
    },
  );

  test.each([
    { of: "a weight that is missing", weightName: "other.weight", missing: "other.weight" },
    { of: "a weight without its bias", weightName: "lone.weight", missing: "lone.bias" },
  ])("names $of", ({ weightName, missing }) => {
    expect(() => linearMap("clip", params, weightName)).toThrow(
      new RangeError(`clip: expected parameter ${missing}, got none of that name`),
    );
  });
});

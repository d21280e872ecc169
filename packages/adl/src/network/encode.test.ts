import "../../test/cpu.ts";
import { fill } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { side, tinyModel } from "../../test/tiny.ts";
import { encode } from "./encode.ts";

const model = tinyModel();
const images = fill([2, side, side, 3], 100) as Tensor4D;

test("gives features finest first, and running statistics only in training", () => {
  const used = encode(model, model.params, images, { training: false });
  expect(used.features.map(({ shape }) => shape)).toEqual([
    [2, 4, 4, 4],
    [2, 2, 2, 6],
  ]);
  expect(used.updates).toEqual({});
  const names = Object.keys(encode(model, model.params, images, { training: true }).updates);
  expect(names).toHaveLength(2 * 3); // mean and variance of three normalisations
  expect(names.every((name) => /^feature_extractor\.net\..*running_/.test(name))).toBe(true);
  expect(names.every((name) => name in model.params)).toBe(true);
});

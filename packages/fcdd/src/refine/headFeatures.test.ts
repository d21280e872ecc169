import "../../test/cpu.ts";
import { tensor4d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { featuresTensor } from "./headFeatures.ts";

test("features of images, channel by channel, become one batch with the channels last", () => {
  const shape = [2, 1, 3] as const;
  const data = [Float32Array.of(1, 2, 3, 10, 20, 30), Float32Array.of(4, 5, 6, 40, 50, 60)];
  const found = featuresTensor(data.map((one) => ({ data: one, shape })));
  const expected = tensor4d([[[[1, 10], [2, 20], [3, 30]]], [[[4, 40], [5, 50], [6, 60]]]]); // prettier-ignore
  expect([found.shape, ...found.dataSync()]).toEqual([expected.shape, ...expected.dataSync()]);
});

import "@tensorflow/tfjs-backend-cpu";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";

import { normalizeImages } from "./normalizeImages.ts";

test("normalizeImages subtracts and divides channel by channel", () => {
  const images = tensor4d([0, 0.5, 1, 1, 0.25, 0], [1, 1, 2, 3]);
  const before = memory().numTensors;
  const normalized = normalizeImages(images, { mean: [0.5, 0.25, 1], std: [0.5, 0.25, 2] });
  expect(memory().numTensors).toBe(before + 1);
  expect(Array.from(normalized.dataSync())).toEqual([-1, 1, 0, 1, 0, -0.5]);
});

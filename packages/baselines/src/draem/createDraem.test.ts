import "@flawlens/tfjs-backend-ort";
import { detectorContract } from "@flawlens/detector/testing";
import { randomStream } from "@flawlens/sampling";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createDraem } from "./createDraem.ts";

const make = (inputSize = 32) =>
  createDraem({
    widths: { reconstruction: 2, segmentation: 2 },
    inputSize,
    random: randomStream(3),
  });

beforeAll(async () => {
  await setBackend("ort");
});

describe("DRAEM keeps the contract of detectors", () => {
  test.each(detectorContract(() => make()))("$claim", async ({ check }) => {
    await expect(check()).resolves.toBeUndefined();
  });
});

test("begins as released: weights of deviation 0.02, scales around 1", () => {
  const { params } = createDraem({
    widths: { reconstruction: 8, segmentation: 8 },
    inputSize: 32,
    random: randomStream(3),
  });
  const moments = (name: string) => {
    const values = Array.from(params[name].dataSync());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, deviation: Math.sqrt(squares / values.length) };
  };
  const weight = moments("segmentation.encoder_segment.block6.0.weight"); // 36,864 numbers
  expect(Math.abs(weight.mean)).toBeLessThan(0.0005);
  expect(Math.abs(weight.deviation - 0.02)).toBeLessThan(0.0005);
  const scale = moments("segmentation.encoder_segment.block6.1.weight"); // 64 numbers
  expect(Math.abs(scale.mean - 1)).toBeLessThan(0.01);
  expect(scale.deviation).toBeGreaterThan(0.01);
});

test("refuses an input that cannot be halved five times", () => {
  expect(() => make(48)).toThrow(
    new RangeError(
      "createDraem: expected an input size that 32 divides, because the networks halve it five times, got 48",
    ),
  );
});

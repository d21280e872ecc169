import "../../test/cpu.ts";
import { exportOnnx } from "@flawlens/tfjs-backend-ort";
import { add, cast, memory, mul, tensor1d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyDetector, tinyImage } from "../../test/tiny.ts";
import { checkDifferences, compareFile } from "./compareFile.ts";
import type { Differences } from "./compareFile.ts";

const { outputs, params, inputSize } = tinyDetector();
const own = (images: Tensor4D): Record<string, Tensor> => {
  const { scores, maps, extras } = outputs(params, images);
  return { scores, maps, ...extras };
};
const bytes = await exportOnnx(({ images }) => own(cast(images as Tensor4D, "float32")), {
  images: { shape: ["batch", side, side, 3], dtype: "uint8" },
});
const images = [0, 1, 2, 3, 4, 5].map((i) => tinyImage([10 * i, 50, 100, 250]));

describe("compareFile", () => {
  test("finds a file that computes the same, on the first image alone and on batches of four", async () => {
    const sizes: number[] = [];
    const before = memory().numTensors;
    const differences = await compareFile(bytes, images, {
      inputSize,
      outputs: (input) => {
        sizes.push(input.shape[0]);
        return own(input);
      },
    });
    expect(sizes).toEqual([1, 4, 1]);
    expect(memory().numTensors).toBe(before);
    expect(Object.keys(differences.outputs)).toEqual(["scores", "maps", "peaks"]);
    expect(differences.images).toBe(6);
    expect(differences.largest).toBeLessThan(1e-6); // float32
    expect(differences.largest).toBe(Math.max(...Object.values(differences.outputs)));
    expect(differences.allowed).toEqual({ scores: 1e-4, maps: 1e-4, peaks: 1e-4 });
    expect(() => checkDifferences(differences, "a.onnx")).not.toThrow();
  });

  test("tells how far an output is off, in whichever image it is", async () => {
    const off = (last: number) =>
      compareFile(bytes, images, {
        inputSize,
        outputs: (input) => {
          const found = own(input);
          const more = tensor1d([0, last]);
          return input.shape[0] === 4 ? { ...found, scores: add(found.scores, more) } : found;
        },
      });
    const { outputs: apart } = await off(0.25);
    expect(apart.scores).toBeCloseTo(0.25, 3); // scores of up to 1
    expect(apart.maps).toBeLessThan(1e-6);
    expect((await off(NaN)).outputs.scores).toBe(Infinity);
    expect((await off(Infinity)).outputs.scores).toBe(Infinity);
  });

  test("compares relative maps on average, and leaves them out of the largest difference", async () => {
    const one = { inputSize, outputs: own };
    // Another map by 0.05 everywhere, in units of the largest value, 2.
    const shifted = (input: Tensor4D) => {
      const found = own(input);
      return { ...found, maps: add(found.maps, 0.05) };
    };
    const differences = await compareFile(bytes, images, {
      ...one,
      mapKind: "relative",
      outputs: shifted,
    });
    expect(differences.allowed).toEqual({ scores: 1e-4, maps: 1e-2, peaks: 1e-4 });
    expect(differences.outputs.maps).toBeCloseTo(0.05 / 2, 2);
    expect(differences.largest).toBeLessThan(1e-6);
    expect(() => checkDifferences(differences, "a.onnx")).toThrow("got maps off by 0.02");
  });

  test("names an image of another size", async () => {
    const small = { ...images[0], height: side / 2 };
    await expect(
      compareFile(bytes, [images[0], small], { inputSize, outputs: own }),
    ).rejects.toThrow("exportDetector: expected images of 8x8, got images[1] of 4x8");
  });

  test("a NaN that the file and the detector share is a difference", async () => {
    const nowhere = await exportOnnx(
      ({ images }) => ({ scores: mul(cast(images as Tensor4D, "float32"), NaN) }),
      { images: { shape: ["batch", side, side, 3], dtype: "uint8" } },
    );
    const differences = await compareFile(nowhere, images, {
      inputSize,
      outputs: (input) => ({ scores: mul(input, NaN) }),
    });
    expect(differences.outputs.scores).toBe(Infinity);
  });
});

describe("checkDifferences", () => {
  const differing = (apart: number): Differences => ({
    outputs: { maps: 0, scores: apart },
    largest: apart,
    images: 3,
    allowed: { maps: 1e-4, scores: 1e-4 },
  });

  test("lets through what is allowed", () => {
    expect(() => checkDifferences(differing(1e-4), "d.onnx")).not.toThrow();
  });

  test.each([1.01e-4, NaN, Infinity])("refuses a difference of %d", (apart) => {
    expect(() => checkDifferences(differing(apart), "d.onnx")).toThrow(
      `exportDetector: expected the file to agree with the detector within 0.0001, got scores off by ${apart} ` +
        `on 3 images; nothing was written to d.onnx`,
    );
  });
});

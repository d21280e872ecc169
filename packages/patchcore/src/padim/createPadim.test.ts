import "../../test/cpu.ts";
import { patchJoins } from "@flawlens/backbones";
import { zeros } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyEmbedding } from "../../test/tiny.ts";
import { createPadim, setGaussians } from "./createPadim.ts";

const tiny = () => createPadim({ ...tinyEmbedding(patchJoins.cells), inputSize: side });
const images = zeros([1, side, side, 3]) as Tensor4D;

describe("createPadim", () => {
  test("makes a detector of one type", () => {
    expect(tiny()).toMatchObject({
      method: "padim",
      types: ["anomaly"],
      inputSize: { height: side, width: side },
    });
    expect(createPadim(tinyEmbedding(patchJoins.cells)).inputSize).toEqual({
      height: 256,
      width: 256,
    });
  });

  test("has no outputs before it is fitted", () => {
    const model = tiny();
    expect(() => model.outputs(model.params, images)).toThrow(
      "padim: expected a detector with Gaussians, got one that is not fitted; run fitPadim first",
    );
  });

  test("refuses weights that are not whole, and images that are too small", () => {
    const { embedding, embeddingParams } = tinyEmbedding();
    expect(() => createPadim({ embedding, embeddingParams: {} })).toThrow(
      "createPadim: expected every parameter of smallConvNet(stages.1+stages.2)",
    );
    expect(() => createPadim({ embedding, embeddingParams, inputSize: 2 })).toThrow(
      "expected images of at least 8 px for smallConvNet, got 2 x 2",
    );
  });
});

test("setGaussians makes them parameters of the detector, and disposes those it replaces", () => {
  const model = tiny();
  const gaussians = (count: number) => ({
    channels: Int32Array.from({ length: count }, (_, i) => i),
    means: new Float32Array(16 * count),
    whitening: new Float32Array(16 * count * count),
  });
  setGaussians(model, gaussians(2));
  const old = model.params.whitening;
  setGaussians(model, gaussians(3));
  expect(old.isDisposed).toBe(true);
  const own = model.spec.slice(model.embedding.spec.length);
  expect(own.map(({ name, shape }) => [name, shape])).toEqual([
    ["channels", [3]],
    ["means", [16, 3]],
    ["whitening", [16, 3, 3]],
  ]);
  const { scores, maps } = model.outputs(model.params, images);
  expect([scores.shape, maps.shape]).toEqual([[1, 1], [1, side, side, 1]]); // prettier-ignore
});

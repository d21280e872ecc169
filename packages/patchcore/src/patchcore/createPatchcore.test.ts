import "../../test/cpu.ts";
import { zeros } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyEmbedding } from "../../test/tiny.ts";
import { neighborWeighting } from "../weighting/neighborWeighting.ts";
import { createPatchcore, setBank } from "./createPatchcore.ts";

const images = zeros([1, side, side, 3]) as Tensor4D;
const bank = (rows: number, size = 7) => {
  return { data: new Float32Array(rows * size).fill(1), count: rows, size };
};

describe("createPatchcore", () => {
  test("makes a detector of one type, square or not", () => {
    const model = createPatchcore({ ...tinyEmbedding(), inputSize: { height: 16, width: 32 } });
    expect(model).toMatchObject({
      method: "patchcore",
      types: ["anomaly"],
      inputSize: { height: 16, width: 32 },
      scoring:
        "distance of the most unusual patch to the nearest one of the normal images, weighted by 9 neighbors",
    });
    expect(createPatchcore(tinyEmbedding()).inputSize).toEqual({ height: 256, width: 256 });
  });

  test("says how scores are weighted", () => {
    const weighting = neighborWeighting({ neighbors: 1 });
    expect(createPatchcore({ ...tinyEmbedding(), weighting }).scoring).toMatch(/, not weighted$/);
  });

  test("has no outputs before it is fitted", () => {
    const model = createPatchcore({ ...tinyEmbedding(), inputSize: side });
    expect(() => model.outputs(model.params, images)).toThrow(
      "patchcore: expected a detector with a memory bank, got one that is not fitted; run fitPatchcore first",
    );
  });

  test("refuses weights that are not whole, and images that are too small", () => {
    const { embedding, embeddingParams } = tinyEmbedding();
    expect(() => createPatchcore({ embedding, embeddingParams: {} })).toThrow(
      "createPatchcore: expected every parameter of smallConvNet(stages.1+stages.2), got none named stages.0.0.conv.weight",
    );
    expect(() => createPatchcore({ embedding, embeddingParams, inputSize: 2 })).toThrow(
      "expected images of at least 8 px for smallConvNet, got 2 x 2",
    );
  });
});

describe("setBank", () => {
  test("makes the bank a parameter of the detector, and disposes the one it replaces", () => {
    const model = createPatchcore({ ...tinyEmbedding(), inputSize: side });
    setBank(model, bank(3));
    const first = model.params.bank;
    expect(model.spec.at(-1)).toMatchObject({ name: "bank", shape: [3, 7], kind: "plain" });
    setBank(model, bank(5));
    expect(first.isDisposed).toBe(true);
    expect(model.params.bank.shape).toEqual([5, 7]);
    expect(model.spec.filter(({ name }) => name === "bank")).toHaveLength(1);
    const { scores, maps } = model.outputs(model.params, images);
    expect([scores.shape, maps.shape]).toEqual([[1, 1], [1, side, side, 1]]); // prettier-ignore
  });

  test("refuses rows of another embedding", () => {
    const model = createPatchcore({ ...tinyEmbedding(), inputSize: side });
    expect(() => setBank(model, bank(2, 6))).toThrow(
      new RangeError("setBank: expected rows of 7 numbers, got rows of 6"),
    );
  });
});

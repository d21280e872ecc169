import "../../test/cpu.ts";
import { tensor4d, zeros } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyEmbedding } from "../../test/tiny.ts";
import { patchScoring } from "../scoring/patchScoring.ts";
import { createPatchcore } from "./createPatchcore.ts";
import { setBank } from "./setBank.ts";

const images = zeros([1, side, side, 3]) as Tensor4D;
const bank = (rows: number, size = 7) => {
  return { rows: { data: new Float32Array(rows * size).fill(1), count: rows, size } };
};

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

  test("keeps weights and a whitening as parameters, and forgets those of the bank before", () => {
    const model = createPatchcore({ ...tinyEmbedding(), inputSize: side });
    const whitening = {
      matrix: new Float32Array(14),
      offset: new Float32Array(2),
      size: 7,
      count: 2,
    };
    setBank(model, { ...bank(3, 2), weights: new Float32Array(3), whitening });
    const own = () => model.spec.slice(model.embedding.spec.length).map(({ name }) => name);
    expect(own()).toEqual(["whitening", "whiteningOffset", "bank", "bankWeights"]);
    const { whitening: matrix } = model.params;
    setBank(model, bank(3));
    expect(own()).toEqual(["bank"]);
    expect(matrix.isDisposed).toBe(true);
    expect(Object.keys(model.params)).not.toContain("whitening");
  });

  test("whitened patches are compared with the bank, x·matrix - offset", () => {
    const embedding = {
      ...tinyEmbedding().embedding,
      spec: [],
      size: 2,
      embed: () => tensor4d([3, 5], [1, 1, 1, 2]),
    };
    const scoring = patchScoring();
    const model = createPatchcore({ embedding, embeddingParams: {}, inputSize: side, scoring });
    const whitening = {
      matrix: Float32Array.of(2, 10),
      offset: Float32Array.of(6),
      size: 2,
      count: 1,
    };
    setBank(model, { rows: { data: Float32Array.of(10), count: 1, size: 1 }, whitening });
    const { scores } = model.outputs(model.params, images);
    expect([...scores.dataSync()]).toEqual([40]); // 2 · 3 + 10 · 5 - 6 = 50, which is 40 from 10
  });

  test.each([
    { of: "a whitening of another embedding", given: { ...bank(2, 2), whitening: { matrix: new Float32Array(12), offset: new Float32Array(2), size: 6, count: 2 } }, message: "expected a whitening of vectors of 7 numbers, got one of 6" }, // prettier-ignore
    { of: "weights that are not as many as rows", given: { ...bank(2), weights: new Float32Array(3) }, message: "expected 2 weights, one a row, got 3" }, // prettier-ignore
  ])("refuses $of", ({ given, message }) => {
    const model = createPatchcore({ ...tinyEmbedding(), inputSize: side });
    expect(() => setBank(model, given)).toThrow(new RangeError(`setBank: ${message}`));
  });
});

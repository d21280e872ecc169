import "../../test/cpu.ts";
import { zeros } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyEmbedding } from "../../test/tiny.ts";
import { patchScoring } from "../scoring/patchScoring.ts";
import { neighborWeighting } from "../weighting/neighborWeighting.ts";
import { createMhpatchcore, createPatchcore, createSoftpatch } from "./createPatchcore.ts";

const images = zeros([1, side, side, 3]) as Tensor4D;

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
    const scoring = patchScoring({ weighting: neighborWeighting({ neighbors: 1 }) });
    expect(createPatchcore({ ...tinyEmbedding(), scoring }).scoring).toMatch(/, not weighted$/);
  });

  test.each([
    { name: "patchcore", create: createPatchcore, fit: "fitPatchcore" },
    { name: "mhpatchcore", create: createMhpatchcore, fit: "fitMhpatchcore" },
    { name: "softpatch", create: createSoftpatch, fit: "fitSoftpatch" },
  ])("$name has no outputs before it is fitted", ({ name, create, fit }) => {
    const model = create({ ...tinyEmbedding(), inputSize: side });
    expect(model.method).toBe(name);
    expect(() => model.outputs(model.params, images)).toThrow(
      `${name}: expected a detector with a memory bank, got one that is not fitted; run ${fit} first`,
    );
  });

  test.each([
    { create: createMhpatchcore, words: /^squared distance of .*, weighted by 9 neighbors$/ },
    { create: createSoftpatch, words: /^squared distance of .*, weighted by how typical that one is$/ }, // prettier-ignore
  ])("says of every method how scores come about: $words", ({ create, words }) => {
    expect(create(tinyEmbedding()).scoring).toMatch(words);
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

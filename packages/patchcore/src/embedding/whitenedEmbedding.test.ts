import "../../test/cpu.ts";
import { imageTensor } from "@flawlens/backbones";
import { memory, tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyEmbedding, tinySource } from "../../test/tiny.ts";
import { learntWhitening, whitenedEmbedding, whitenedSize } from "./whitenedEmbedding.ts";

const { embedding, embeddingParams } = tinyEmbedding();
const matrix = Float32Array.from({ length: 14 }, (_, i) => (i % 5) - 2);
const map = { matrix, offset: Float32Array.of(1, -3), size: 7, count: 2 };
const own = Object.fromEntries(
  learntWhitening(map).map(([name, shape, data]) => [name, tensor(data, shape)]),
);
const whitened = whitenedEmbedding(embedding, 2);

describe("whitenedEmbedding", () => {
  test("maps every vector by the matrix, less the offset", async () => {
    const images = imageTensor([await tinySource().read(0)], { height: side, width: side });
    const plain = embedding.embed(embeddingParams, images);
    const before = memory().numTensors;
    const vectors = whitened.embed({ ...embeddingParams, ...own }, images);
    expect(memory().numTensors).toBe(before + 1);
    expect(vectors.shape).toEqual([1, 4, 4, 2]);
    const [given, found] = [plain.dataSync(), vectors.dataSync()];
    for (let cell = 0; cell < 16; cell++)
      for (const k of [0, 1]) {
        let expected = -map.offset[k];
        for (let c = 0; c < 7; c++) expected += given[cell * 7 + c] * matrix[c * 2 + k];
        expect(found[cell * 2 + k]).toBeCloseTo(expected, 4);
      }
  });

  test("has the grid of the embedding, the size of the whitening, and both parameters", () => {
    const input = { height: 16, width: 32 };
    expect(whitened.grid(input)).toEqual(embedding.grid(input));
    expect(whitened.size).toBe(2);
    const names = whitened.spec.slice(embedding.spec.length).map(({ name }) => name);
    expect(names).toEqual(Object.keys(own));
  });

  test("whitenedSize tells from the parameters whether vectors are whitened", () => {
    expect(whitenedSize(embeddingParams)).toBeUndefined();
    expect(whitenedSize({ ...embeddingParams, ...own })).toBe(2);
  });
});

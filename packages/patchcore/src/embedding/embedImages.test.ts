import "../../test/cpu.ts";
import { imageTensor } from "@flawlens/backbones";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyEmbedding, tinySource } from "../../test/tiny.ts";
import { embeddingBytes, embedImages } from "./embedImages.ts";
import type { EmbedOptions } from "./embedImages.ts";

const { embedding, embeddingParams: params } = tinyEmbedding();
const inputSize = { height: side, width: side };
const model = { embedding, params, spec: embedding.spec, inputSize };

async function run(source: ReturnType<typeof tinySource>, options?: EmbedOptions) {
  const done: number[] = [];
  const embeddings = embedImages(model, source, options);
  let step = await embeddings.next();
  for (; !step.done; step = await embeddings.next())
    done.push((step.value as { done: number }).done);
  return { done, embeddings: step.value };
}

describe("embedImages", () => {
  test("gives the vectors of all images in order, whatever the batch size", async () => {
    const source = tinySource({ normal: 5 });
    const before = memory().numTensors;
    const { done, embeddings } = await run(source, { batchSize: 2 });
    expect(memory().numTensors).toBe(before);
    expect(done).toEqual([2, 4, 5]);
    expect(embeddings).toMatchObject({ images: 5, height: 4, width: 4, size: 7 });
    for (const i of [0, 3, 4]) {
      const image = imageTensor([await source.read(i)], inputSize);
      const alone = await embedding.embed(params, image).data();
      const own = embeddings!.data.subarray(i * 112, (i + 1) * 112);
      // Batch normalisation is folded: rounding differs.
      for (const [at, value] of alone.entries()) expect(own[at]).toBeCloseTo(value, 5);
    }
  });

  test("ends between two batches when the signal comes", async () => {
    const signal = AbortSignal.abort();
    const before = memory().numTensors;
    expect(await run(tinySource(), { signal })).toEqual({ done: [], embeddings: null });
    expect(memory().numTensors).toBe(before);
  });

  test("reports an image that cannot be read when its batch comes, and cleans up", async () => {
    const { samples, read, readMask } = tinySource({ normal: 4 });
    const broken = {
      samples,
      readMask,
      read: async (i: number) => (i < 3 ? read(i) : Promise.reject(new Error("torn"))),
    };
    const before = memory().numTensors;
    await expect(run(broken, { batchSize: 2 })).rejects.toThrow("torn");
    expect(memory().numTensors).toBe(before);
  });

  test("reads nothing where all vectors would take too much memory", async () => {
    const source = { ...tinySource(), read: () => Promise.reject(new Error("read")) };
    await expect(run(source, { maxBytes: 1000, caller: "fit" })).rejects.toThrow(
      /^fit: expected vectors of all images in at most [\d.e-]+ GiB of memory, got [\d.e-]+ GiB for 6 images of 4 x 4 cells of 7 numbers; take fewer images, smaller images, coarser or fewer layers, or allow more memory$/,
    );
  });
});

test("embeddingBytes counts 4 bytes a number, and allows exactly as much", () => {
  expect(embeddingBytes(model, 6)).toBe(4 * 6 * 16 * 7);
  expect(embeddingBytes(model, 6, { maxBytes: 2688 })).toBe(2688);
  expect(() => embeddingBytes(model, 6, { maxBytes: 2687 })).toThrow(RangeError);
});

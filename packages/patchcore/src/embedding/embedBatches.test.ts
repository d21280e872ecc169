import "../../test/cpu.ts";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyEmbedding, tinySource } from "../../test/tiny.ts";
import { embedBatches } from "./embedBatches.ts";

const { embedding, embeddingParams: params } = tinyEmbedding();
const inputSize = { height: side, width: side };
const model = { embedding, params, spec: embedding.spec, inputSize };

describe("embedBatches", () => {
  test("gives the vectors of a few images at a time, the last batch as short as it is", async () => {
    const batches = embedBatches(model, tinySource({ normal: 5 }), { batchSize: 2 });
    const seen: { count: number; done: number }[] = [];
    let step = await batches.next();
    for (; !step.done; step = await batches.next()) {
      const { rows, done } = step.value;
      expect(rows.data).toHaveLength(rows.count * 7);
      seen.push({ count: rows.count, done });
    }
    expect(step.value).toBe(true);
    expect(seen).toEqual([
      { count: 32, done: 2 },
      { count: 32, done: 4 },
      { count: 16, done: 5 },
    ]);
  });

  test("tells that the signal came, and cleans up", async () => {
    const before = memory().numTensors;
    const batches = embedBatches(model, tinySource(), { signal: AbortSignal.abort() });
    expect(await batches.next()).toEqual({ done: true, value: false });
    expect(memory().numTensors).toBe(before);
  });

  test("a loop that is left cleans up, too", async () => {
    const before = memory().numTensors;
    for await (const _ of embedBatches(model, tinySource(), { batchSize: 2 })) break;
    expect(memory().numTensors).toBe(before);
  });
});

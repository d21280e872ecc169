import "@tensorflow/tfjs-backend-cpu";
import { memory, neg, reshape, stack, tensor1d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { fillFeatureCache } from "./fillFeatureCache.ts";
import type { FeatureCache, FeaturesEvent, FillFeatureCacheOptions } from "./fillFeatureCache.ts";

/** Entry i is the number i; its features are [i, i, i] and [[-i]]. */
const options: FillFeatureCacheOptions<number, Tensor> = {
  total: 5,
  batchSize: 2,
  read: async (entry) => entry,
  encode: (entries) => [
    tidy(() => stack([tensor1d(entries), tensor1d(entries), tensor1d(entries)], 1)),
    tidy(() => reshape(neg(tensor1d(entries)), [entries.length, 1, 1])),
  ],
};

async function filled(changes: Partial<typeof options> = {}) {
  const events: FeaturesEvent[] = [];
  const filling = fillFeatureCache({ ...options, ...changes });
  for (;;) {
    const { done, value } = await filling.next();
    if (done) return { events, cache: value as FeatureCache };
    events.push(value as FeaturesEvent);
  }
}

test("keeps the features of all entries, and says how far it is", async () => {
  const tensors = memory().numTensors;
  const { events, cache } = await filled();
  expect(memory().numTensors).toBe(tensors);
  expect(events.map(({ done }) => done)).toEqual([2, 4, 5]);
  expect(cache).toMatchObject({ shapes: [[3], [1, 1]], bytes: 5 * 4 * 4 });
  const [first, second] = cache.batch([4, 0, 4]);
  expect(first.arraySync()).toEqual([
    [4, 4, 4],
    [0, 0, 0],
    [4, 4, 4],
  ]);
  expect(second.arraySync()).toEqual([[[-4]], [[-0]], [[-4]]]);
});

test("reads the next batch while one is computed", async () => {
  const order: string[] = [];
  await filled({
    read: async (entry) => (order.push(`read ${entry}`), entry),
    encode: (entries, first) => (order.push(`encode ${first}`), options.encode(entries, first)),
  });
  expect(order.indexOf("read 2")).toBeLessThan(order.indexOf("encode 0"));
});

test("stops at the signal, and passes on what reading throws", async () => {
  expect((await filled({ signal: AbortSignal.abort() })).events).toEqual([]);
  const broken = async (entry: number) => {
    if (entry === 3) throw new Error("entry 3 is broken");
    return entry;
  };
  await expect(filled({ read: broken })).rejects.toThrow("entry 3 is broken");
});

test("refuses to take more memory than it may, before it has", async () => {
  await expect(filled({ maxBytes: 79, caller: "fit", remedy: "cache less" })).rejects.toThrow(
    "fit: expected cached features of at most 0.00 GiB, got 0.00 GiB for 5 entries; cache less",
  );
  await expect(filled({ maxBytes: 79 })).rejects.toThrow("; raise maxBytes, or keep fewer entries");
});

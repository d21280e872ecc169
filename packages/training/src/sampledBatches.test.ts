import { balancedSampler, randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { sampledBatches } from "./sampledBatches.ts";

function make(seed: number, batchSize = 4) {
  const random = randomStream(seed);
  return sampledBatches({
    sampler: balancedSampler({
      groups: [
        [0, 1, 2, 3, 4],
        [5, 6],
      ],
      random: random.split(),
    }),
    batchSize,
    random: random.split(),
    load: async (indices, noise) => {
      const ids = indices.map(String);
      await Promise.resolve();
      return { ids, noise: ids.map(() => noise()) };
    },
  });
}

describe("sampledBatches", () => {
  test("fills batches, marks the one that completes an epoch, and sees every sample in each", async () => {
    const batches = make(3);
    for (let epoch = 0; epoch < 3; epoch++) {
      const seen = new Set<string>();
      for (let done = false; !done;) {
        const { ids, endsEpoch } = await batches.next();
        expect(ids).toHaveLength(4);
        for (const id of ids) seen.add(id);
        done = endsEpoch;
      }
      expect(seen.size).toBe(7);
    }
  });

  test("gives each batch randomness of its own, the same however long loading takes", async () => {
    const inTurn = make(5);
    const first = await inTurn.next();
    const second = await inTurn.next();
    const atOnce = make(5);
    expect(await Promise.all([atOnce.next(), atOnce.next()])).toEqual([first, second]);
    expect(first.noise).not.toEqual(second.noise);
  });

  test("goes on exactly from a state that went through JSON", async () => {
    const batches = make(1);
    await batches.next();
    const state: unknown = JSON.parse(JSON.stringify(batches.state()));
    const expected = [await batches.next(), await batches.next()];
    const other = make(2);
    other.restore(state);
    expect([await other.next(), await other.next()]).toEqual(expected);
  });

  test("refuses a batch size of 0, and a state that is none", () => {
    expect(() => make(1, 0)).toThrow(
      new RangeError("sampledBatches: expected a positive integer as batchSize, got 0"),
    );
    expect(() => make(1).restore({})).toThrow("expected a state saved by sampledBatches, got {}");
  });
});

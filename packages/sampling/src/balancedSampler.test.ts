import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { samplerContract } from "../test/samplerContract.ts";
import { balancedEpochDeviation } from "./balancedEpochDeviation.ts";
import { balancedEpochLength } from "./balancedEpochLength.ts";
import { balancedSampler } from "./balancedSampler.ts";
import { randomStream } from "./randomStream.ts";

/** Sample indices 0, 1, 2, ... dealt out to classes of these sizes. */
function groupsOf(sizes: number[]): number[][] {
  let next = 0;
  return sizes.map((size) => Array.from({ length: size }, () => next++));
}

describe("balancedSampler", () => {
  samplerContract(
    9,
    (random) => balancedSampler({ groups: groupsOf([2, 3, 4]), random }),
    (random) => balancedSampler({ groups: groupsOf([4, 3, 2]), random }),
  );

  test("draws every sample in every epoch, and the smallest class again and again", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
        fc.integer(),
        fc.nat(7),
        (sizes, seed, overdrawn) => {
          const groups = groupsOf(sizes);
          const sampler = balancedSampler({ groups, random: randomStream(seed) });
          for (let epoch = 0; epoch < 3; epoch++) {
            const times = new Map<number, number>();
            while (!sampler.epochDone()) {
              const index = sampler.next();
              times.set(index, (times.get(index) ?? 0) + 1);
            }
            expect(times.size).toBe(groups.flat().length);
            for (const group of groups) {
              const counts = group.map((index) => times.get(index) as number);
              // a list is used up before it is shuffled anew
              expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
            }
            for (let i = 0; i < overdrawn; i++) sampler.next();
            sampler.startEpoch();
          }
        },
      ),
    );
  });

  test("chooses classes equally often, whatever their sizes", () => {
    const groups = groupsOf([1, 10, 1000]);
    const classOf = groups.flatMap((group, i) => group.map(() => i));
    const sampler = balancedSampler({ groups, random: randomStream(6) });
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i++) counts[classOf[sampler.next()]]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(13.8); // χ² of 2 degrees: 99.9 % lie below
  });

  test("needs the draws that equation 4 expects", () => {
    const quotas = [2, 5, 5, 10];
    const sampler = balancedSampler({ groups: groupsOf(quotas), random: randomStream(5) });
    const epochs = 20_000;
    let draws = 0;
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (; !sampler.epochDone(); draws++) sampler.next();
      sampler.startEpoch();
    }
    const standardError = balancedEpochDeviation(quotas) / Math.sqrt(epochs);
    expect(Math.abs(draws / epochs - balancedEpochLength(quotas))).toBeLessThan(4 * standardError);
  });

  test("with one group passes over the data once an epoch, in new orders", () => {
    const sampler = balancedSampler({ groups: groupsOf([50]), random: randomStream(8) });
    const orders = [0, 1].map(() => {
      const order = Array.from({ length: 50 }, () => sampler.next());
      expect(sampler.epochDone()).toBe(true);
      sampler.startEpoch();
      return order;
    });
    for (const order of orders) expect(new Set(order).size).toBe(50);
    expect(orders[0]).not.toEqual(orders[1]);
  });

  test("saves a state whose size does not grow with the data", () => {
    const saved = (size: number) =>
      JSON.stringify(
        balancedSampler({ groups: groupsOf([size, 5]), random: randomStream(1) }).state(),
      ).length;
    expect(saved(50_000)).toBeLessThan(saved(50) + 10);
  });

  test("refuses no groups, and an empty one by its number", () => {
    const random = randomStream(1);
    expect(() => balancedSampler({ groups: [], random })).toThrow(
      new RangeError("balancedSampler: expected at least one group, got none"),
    );
    for (const at of [0, 1])
      expect(() => balancedSampler({ groups: [[1]].toSpliced(at, 0, []), random })).toThrow(
        `expected samples in every group, got none in groups[${at}]`,
      );
  });

  test("says whose state it was given", () => {
    const other = balancedSampler({ groups: groupsOf([2, 7]), random: randomStream(1) });
    const sampler = balancedSampler({ groups: groupsOf([2, 8]), random: randomStream(1) });
    expect(() => sampler.restore(other.state())).toThrow(
      "expected a state for groups of 2, 8 samples, got one for 2, 7",
    );
  });
});

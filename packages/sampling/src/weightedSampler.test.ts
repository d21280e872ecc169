import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { samplerContract } from "../test/samplerContract.ts";
import { randomStream } from "./randomStream.ts";
import { weightedSampler } from "./weightedSampler.ts";

describe("weightedSampler", () => {
  samplerContract(
    4,
    (random) => weightedSampler({ weights: [1, 2, 3, 4], random }),
    (random) => weightedSampler({ weights: [1, 2, 3], random }),
  );

  test("draws each sample in proportion to its weight, and never one of weight 0", () => {
    const weights = [5, 0, 1, 2.5, 0.25, 7, 0];
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const sampler = weightedSampler({ weights, random: randomStream(4) });
    const draws = 100_000;
    const counts = weights.map(() => 0);
    for (let i = 0; i < draws; i++) counts[sampler.next()]++;
    let chiSquare = 0;
    expect([counts[1], counts[6]]).toEqual([0, 0]);
    weights.forEach((weight, i) => {
      const expected = (draws * weight) / total;
      if (weight > 0) chiSquare += (counts[i] - expected) ** 2 / expected;
    });
    expect(chiSquare).toBeLessThan(18.5); // χ² of 4 degrees: 99.9 % lie below
  });

  test("keeps every share exact to rounding, over all columns of its table", () => {
    const weight = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 12 }), (weights) => {
        const total = weights.reduce((sum, w) => sum + w, 0);
        fc.pre(total > 1e-3);
        const steps = 4000; // a sweep over the source of randomness instead of draws
        let at = 0;
        const sweep = Object.assign(() => (at++ + 0.5) / (steps * weights.length), {
          state: () => "",
          restore: () => {},
          split: () => randomStream(0),
        });
        const sampler = weightedSampler({ weights, random: sweep });
        const counts = weights.map(() => 0);
        for (let i = 0; i < steps * weights.length; i++) counts[sampler.next()]++;
        weights.forEach((w, i) => {
          // each column ends within one step of where it should
          expect(Math.abs(counts[i] / steps - (w / total) * weights.length)).toBeLessThanOrEqual(
            (2 * weights.length) / steps,
          );
        });
      }),
    );
  });

  test("is done after epochLength draws, by default one a sample", () => {
    const drawsOf = (epochLength?: number) => {
      const sampler = weightedSampler({
        weights: [1, 2, 3],
        random: randomStream(1),
        epochLength,
      });
      let draws = 0;
      for (; !sampler.epochDone(); draws++) sampler.next();
      return draws;
    };
    expect(drawsOf()).toBe(3);
    expect(drawsOf(10)).toBe(10);
  });

  test.each([
    { weights: [1, -1], message: "expected finite weights of at least 0, got weights[1] = -1" },
    { weights: [NaN], message: "expected finite weights of at least 0, got weights[0] = NaN" },
    {
      weights: [0, 0],
      message: "expected weights with a positive, finite sum, got 0 from 2 weights",
    },
    { weights: [], message: "expected weights with a positive, finite sum, got 0 from 0 weights" },
  ])("refuses: $message", ({ weights, message }) => {
    expect(() => weightedSampler({ weights, random: randomStream(1) })).toThrow(
      new RangeError(`weightedSampler: ${message}`),
    );
  });

  test("refuses an epoch of no draws", () => {
    expect(() =>
      weightedSampler({ weights: [1], random: randomStream(1), epochLength: 0 }),
    ).toThrow("expected a positive integer as epochLength, got 0");
  });
});

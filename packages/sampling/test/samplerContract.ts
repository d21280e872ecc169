import * as fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../src/index.ts";
import type { RandomStream, Sampler } from "../src/index.ts";

/** What every sampler promises; `make` builds one of at least two samples, numbered from 0. */
export function samplerContract(
  size: number,
  make: (random: RandomStream) => Sampler,
  makeOther: (random: RandomStream) => Sampler,
): void {
  const draw = (sampler: Sampler, count: number) =>
    Array.from({ length: count }, () => {
      if (sampler.epochDone()) sampler.startEpoch();
      return sampler.next();
    });

  test("draws the same samples for the same seed, and others for another", () => {
    const [a, b, c] = [1, 1, 2].map((seed) => draw(make(randomStream(seed)), 100));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  test("draws whole numbers of its samples only", () => {
    for (const index of draw(make(randomStream(3)), 500)) {
      expect(Number.isInteger(index)).toBe(true);
      expect(index).toBeGreaterThanOrEqual(0);
      expect(index).toBeLessThan(size);
    }
  });

  test("goes on exactly from a state that went through JSON, wherever it was saved", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(200), (seed, drawn) => {
        const sampler = make(randomStream(seed));
        draw(sampler, drawn);
        const done = sampler.epochDone();
        const state: unknown = JSON.parse(JSON.stringify(sampler.state()));
        const expected = draw(sampler, 100);
        const other = make(randomStream(0));
        other.restore(state);
        expect(other.epochDone()).toBe(done);
        expect(draw(other, 100)).toEqual(expected);
        expect(other.state()).toEqual(sampler.state());
      }),
      { numRuns: 30 },
    );
  });

  test("is done only when an epoch was drawn, and not after a new one began", () => {
    const sampler = make(randomStream(5));
    for (let epoch = 0; epoch < 3; epoch++) {
      expect(sampler.epochDone()).toBe(false);
      while (!sampler.epochDone()) sampler.next();
      sampler.next(); // filling up a batch
      expect(sampler.epochDone()).toBe(true);
      sampler.startEpoch();
    }
  });

  test("refuses the state of a sampler of other data, and what is no state", () => {
    const state = makeOther(randomStream(1)).state();
    expect(() => make(randomStream(1)).restore(state)).toThrow(RangeError);
    for (const nonsense of [null, undefined, {}, 3, "state"])
      expect(() => make(randomStream(1)).restore(nonsense)).toThrow(RangeError);
  });
}

import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { halfBatches } from "./halfBatches.ts";

const make = (seed = 1) =>
  halfBatches({
    nominal: 5,
    outliers: 7,
    batchSize: 4,
    stepsPerEpoch: 3,
    random: randomStream(seed),
  });

describe("halfBatches", () => {
  test("walks each list once before any of it comes again", () => {
    const batches = make();
    const all = Array.from({ length: 35 }, () => batches.next());
    const nominal = all.flatMap((batch) => batch.nominal);
    const outliers = all.flatMap((batch) => batch.outliers);
    for (let at = 0; at < 70; at += 5)
      expect(nominal.slice(at, at + 5).toSorted()).toEqual([0, 1, 2, 3, 4]);
    for (let at = 0; at < 70; at += 7)
      expect(outliers.slice(at, at + 7).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(nominal.slice(0, 5)).not.toEqual(nominal.slice(5, 10)); // shuffled anew
    expect(all.map(({ step }) => step)).toEqual(all.map((_, i) => i));
    expect(all.filter(({ endsEpoch }) => endsEpoch).map(({ step }) => step)).toEqual([
      2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 32,
    ]);
  });

  test("goes on from a saved state, each step with its own randomness", () => {
    const [whole, stopped, resumed] = [make(), make(), make(9)];
    for (let i = 0; i < 4; i++) {
      whole.next();
      stopped.next();
    }
    resumed.restore(JSON.parse(JSON.stringify(stopped.state())));
    for (let i = 0; i < 6; i++) {
      const [a, b] = [whole.next(), resumed.next()];
      expect({ ...b, random: b.random() }).toEqual({ ...a, random: a.random() });
    }
  });

  test("an odd batch has one more normal image", () => {
    const options = { nominal: 5, outliers: 7, stepsPerEpoch: 3, random: randomStream(1) };
    const { nominal, outliers } = halfBatches({ ...options, batchSize: 5 }).next();
    expect([nominal.length, outliers.length]).toEqual([3, 2]);
    expect(() => halfBatches({ ...options, batchSize: 4, nominal: 0 })).toThrow(
      "at least 1 as nominal, got 0",
    );
    expect(() => make().restore(null)).toThrow("expected a state saved by halfBatches, got null");
    const other = halfBatches({ ...options, batchSize: 4, nominal: 6 });
    const batches = make();
    batches.next();
    expect(() => other.restore(batches.state())).toThrow(
      "expected a state of 6 samples, got one of 5",
    );
  });
});

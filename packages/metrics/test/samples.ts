import * as fc from "fast-check";

/** Scores with many ties, both signs and both zeros; labels with both classes. */
export const samples: fc.Arbitrary<{ scores: number[]; labels: number[] }> = fc
  .array(
    fc.record({
      score: fc.oneof(
        fc.integer({ min: -4, max: 4 }).map((x) => x / 2),
        fc.constantFrom(-0, 0, 1e-300, -1e300, 1e300, Number.MIN_VALUE, 0.1, 0.1 + 2 ** -56),
      ),
      label: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 2, maxLength: 40 },
  )
  .map((rows) => ({ scores: rows.map((r) => r.score), labels: rows.map((r) => r.label) }))
  .filter(({ labels }) => labels.includes(0) && labels.includes(1));

/** Target false-positive rates, those that rounding is known to hit included. */
export const targets = fc.oneof(
  fc.constantFrom(0, 0.1, 0.29, 0.3, 0.5, 1),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

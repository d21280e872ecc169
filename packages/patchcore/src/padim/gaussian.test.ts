import { describe, expect, test } from "vitest";
import { gaussian } from "./gaussian.ts";

/** Two numbers of six samples; mean, covariance and distance are anomalib's, in float64. */
const values = () =>
  Float64Array.from(
    [
      [-0.312, -2.487, 1.639, -0.336, 0.076, 0.355],
      [0.218, 1.127, 2.631, 0.111, 0.634, -1.356],
    ].flat(),
  );
const mean = [-0.1775, 0.56083333];
const covariance = [
  [1.8048987, 0.3136279],
  [0.3136279, 1.72112457],
];
const sample = [2.536, 0.049];
const distance = 2.15187796;

describe("gaussian", () => {
  test("agrees with anomalib's mean and Mahalanobis distance", () => {
    const fitted = gaussian(values(), 2);
    for (const [c, value] of mean.entries()) expect(fitted.mean[c]).toBeCloseTo(value, 8);
    const centred = sample.map((x, c) => x - fitted.mean[c]);
    const white = [0, 1].map((c) => centred[0] * fitted.whitening[c] + centred[1] * fitted.whitening[2 + c]); // prettier-ignore
    expect(Math.hypot(...white)).toBeCloseTo(distance, 7);
  });

  test("W·Wᵀ is the inverse of the regularised covariance, W upper triangular", () => {
    const { whitening: w } = gaussian(values(), 2);
    expect(w[2]).toBe(0);
    const inverse = [
      [w[0] * w[0] + w[1] * w[1], w[1] * w[3]],
      [w[1] * w[3], w[3] * w[3]],
    ];
    for (const i of [0, 1])
      for (const j of [0, 1]) {
        const own = (k: number) => covariance[i][k] + (i === k ? 0.01001 : 0);
        const product = own(0) * inverse[0][j] + own(1) * inverse[1][j];
        expect(product).toBeCloseTo(i === j ? 1 : 0, 7); // the covariance has nine digits
      }
  });

  test("numbers that do not vary are scaled by the regularisation alone", () => {
    const { mean, whitening } = gaussian(Float64Array.of(5, 5, 5), 1);
    expect([...mean]).toEqual([5]);
    expect(whitening[0]).toBeCloseTo(1 / Math.sqrt(0.01001), 10);
  });
});

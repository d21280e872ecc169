import "@tensorflow/tfjs-backend-cpu";
import { tensor4d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { gaussianBlur } from "../../src/maps/gaussianBlur.ts";

// Values of SciPy's gaussian_filter, which ADL's maps are blurred with.
test("with a mirrored border is a Gaussian cut at four deviations", () => {
  const impulse = new Float32Array(129 * 129);
  impulse[64 * 129 + 64] = 1;
  const blurred = gaussianBlur(tensor4d(impulse, [1, 129, 129, 1]), { sigma: 8, border: "mirror" });
  const row = (blurred.dataSync() as Float32Array).slice(64 * 129);
  expect(row[64]).toBeCloseTo(0.00248703, 8);
  const oneD = (offset: number) => row[64 + offset] / Math.sqrt(row[64]);
  expect(oneD(0)).toBeCloseTo(0.04987018, 7);
  expect(oneD(8)).toBeCloseTo(0.03024779, 7);
  expect(oneD(32)).toBeCloseTo(0.0000167296, 9);
  expect(oneD(33)).toBe(0);
});

test("mirrors the border with its pixels repeated, and keeps a constant map", () => {
  const blur = (values: number[], sigma: number, shape: [number, number, number, number]) =>
    gaussianBlur(tensor4d(values, shape), { sigma, border: "mirror" }).dataSync();
  const first = blur([1, 0, 0, 0, 0], 1, [1, 1, 5, 1]);
  const expected = [0.64091492, 0.29596257, 0.05842299, 0.00456569, 0.00013383];
  for (const [i, value] of expected.entries()) expect(first[i]).toBeCloseTo(value, 6);
  for (const value of blur([2, 2, 2, 2], 8, [1, 2, 2, 1])) expect(value).toBeCloseTo(2, 5);
});

import { expect } from "vitest";

/** float32 of values up to 10: 7 digits. */
export function expectClose(
  got: ArrayLike<number>,
  expected: readonly number[],
  tolerance = 2e-6,
): void {
  expect(got.length).toBe(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs(got[i] - value), `[${i}]: ${got[i]}, not ${value}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(value)),
    );
}

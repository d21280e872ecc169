import { readFileSync } from "node:fs";
import { expect } from "vitest";

/** What a script of `fixtures` made with released code: `fixtures/<name>.json`. */
export function officialFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));
}

/**
 * Numbers of a float32 computation beside those of the released code in float64: no further apart than `relative`
 * times the largest of them.
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: readonly number[],
  what: string,
  relative = 1e-4,
): void {
  expect({ what, length: actual.length }).toEqual({ what, length: expected.length });
  const largest = expected.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
  const apart = expected.reduce((top, value, i) => Math.max(top, Math.abs(value - actual[i])), 0);
  const close = apart <= relative * largest;
  expect({ what, apart, largest, close }).toMatchObject({ what, close: true });
}

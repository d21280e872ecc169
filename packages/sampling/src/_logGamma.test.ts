import { describe, expect, test } from "vitest";
import { logGamma } from "./_logGamma.ts";

describe("logGamma", () => {
  test("of a whole number is the logarithm of a factorial", () => {
    let factorial = 1;
    for (let n = 1; n <= 170; n++) {
      factorial *= n;
      const expected = Math.log(factorial);
      // a few roundings of the largest term, n·ln n
      expect(Math.abs(logGamma(n + 1) - expected)).toBeLessThan(2e-15 * (1 + n * Math.log(n + 1)));
    }
  });

  // mpmath, 40 digits
  test.each([
    { x: 0.5, is: 0.5723649429247001 },
    { x: 2.5, is: 0.2846828704729192 },
    { x: 14.999, is: 25.188546870546926 },
    { x: 15.001, is: 25.193895563868665 },
    { x: 54067, is: 535149.5166123788 },
    { x: 1000000.5, is: 12815511.476902766 },
  ])("of $x is $is", ({ x, is }) => {
    expect(Math.abs(logGamma(x) - is)).toBeLessThan(2e-15 * (1 + is));
  });
});

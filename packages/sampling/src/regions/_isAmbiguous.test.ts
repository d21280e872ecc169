import { expect, test } from "vitest";
import { isAmbiguous } from "./_isAmbiguous.ts";

test.each([
  { eps: Math.sqrt(13), why: "13 = 4 + 9, and its root squared is 12.999999999999998", is: true },
  { eps: Math.sqrt(18), why: "18 = 9 + 9", is: true },
  { eps: Math.sqrt(26), why: "26 = 1 + 25", is: true },
  { eps: Math.sqrt(3), why: "3, whose root squared is too small, is no sum of two squares", is: false },
  { eps: Math.sqrt(2), why: "its square is too large: 2.0000000000000004", is: false },
  { eps: 5, why: "its square is exact", is: false },
  { eps: 3.5, why: "the next whole square, 13, lies beyond it", is: false },
  { eps: 1e200, why: "it is beyond all images", is: false },
])("$eps: $is, as $why", ({ eps, is }) => {
  expect(isAmbiguous(eps)).toBe(is);
}); // prettier-ignore

test("distances of 2²⁰ pixels are looked at, those beyond are not", () => {
  const roundedDown = (from: number) => {
    for (let b = 1; ; b++) {
      const n = from * from + b * b;
      if (Math.sqrt(n) ** 2 < n) return Math.sqrt(n);
    }
  };
  expect(isAmbiguous(roundedDown(2 ** 20 - 100))).toBe(true);
  expect(isAmbiguous(roundedDown(2 ** 20))).toBe(false);
});

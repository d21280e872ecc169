import { expect, test } from "vitest";
import { duration, grouped, percent, plural, significant } from "./_format.ts";

test.each([
  [0, "0"],
  [0.012345, "0.0123"],
  [0.00001234, "1.2e-5"],
  [-1.5, "-1.5"],
  [99.99, "100"],
  [1234.5, "1235"],
  [12345678, "1.2e+7"],
])("significant(%f) is %s", (value, text) => {
  expect(significant(value)).toBe(text);
});

test.each([
  [0.42, "0.42 s"],
  [59.4, "59 s"],
  [59.9, "1 min 0 s"],
  [200, "3 min 20 s"],
  [7499, "2 h 5 min"],
])("duration(%f) is %s", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test("counts and fractions", () => {
  expect(percent(0.98765)).toBe("98.8");
  expect(percent(null)).toBe("–");
  expect(grouped(1234567)).toBe("1,234,567");
  expect(plural(1, "category", "categories")).toBe("1 category");
  expect(plural(2000, "image")).toBe("2,000 images");
});

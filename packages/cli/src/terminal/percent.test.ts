import { expect, test } from "vitest";
import { percent } from "./percent.ts";

test("percent has one decimal, rounded", () => {
  expect([0, 1 / 3, 0.93375, 1].map(percent)).toEqual(["0.0", "33.3", "93.4", "100.0"]);
});

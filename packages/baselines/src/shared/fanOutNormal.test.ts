import { expect, test } from "vitest";
import { fanOutNormal } from "./fanOutNormal.ts";

test("is the normal distribution whose variance is 2 over the weights that a channel goes to", () => {
  expect(fanOutNormal(8, 3)).toEqual({ normal: Math.sqrt(2 / 72) });
  expect(fanOutNormal(2, 1)).toEqual({ normal: 1 });
});

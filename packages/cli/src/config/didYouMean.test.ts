import { expect, test } from "vitest";
import { didYouMean } from "./didYouMean.ts";

test("names those that are near, or nothing", () => {
  expect(didYouMean("trian", ["build", "train"])).toBe("; did you mean train?");
  expect(didYouMean("pat", ["cat", "bat"])).toBe("; did you mean cat or bat?");
  expect(didYouMean("serve", ["build", "train"])).toBe("");
});

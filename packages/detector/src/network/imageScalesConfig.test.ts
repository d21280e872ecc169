import { expect, test } from "vitest";
import { imageScalesConfig } from "./imageScalesConfig.ts";

test("is the image as it is where nothing is said, and takes smaller ones after it", () => {
  expect(imageScalesConfig.parse(undefined)).toEqual([1]);
  expect(imageScalesConfig.parse([1, 0.5])).toEqual([1, 0.5]);
});

test.each([[[]], [[0.5]], [[1, 1]], [[1, 2]], [[1, 0]]])("refuses %j", (scales) => {
  expect(imageScalesConfig.safeParse(scales).success).toBe(false);
});

import "../../test/cpu.ts";
import { tensor4d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { checkScales, scaledImages, scaledSize } from "./imageScales.ts";

test("at half the size a pixel is the mean of four, at 1 the images are the same tensor", () => {
  const images = tensor4d([1, 2, 5, 6, 3, 4, 7, 8], [1, 2, 4, 1]);
  expect(scaledImages(images, 1)).toBe(images);
  const half = scaledImages(images, 0.5);
  expect(half.shape).toEqual([1, 1, 2, 1]);
  expect([...half.dataSync()]).toEqual([2.5, 6.5]);
});

test("sides are whole pixels", () => {
  expect(scaledSize({ height: 384, width: 100 }, 0.667)).toEqual({ height: 256, width: 67 });
});

test.each([[[]], [[0.5]], [[1, 1]], [[1, 0]], [[1, 1.5]], [[1, NaN]]])("refuses %j", (scales) => {
  expect(() => checkScales(scales, "caller")).toThrow(
    `caller: expected scales in (0, 1], each once and 1 first, got ${scales.join(", ") || "none"}`,
  );
});

import { describe, expect, test } from "vitest";
import { mapOf, maskOf } from "../test/grid.ts";
import { aupro } from "./aupro.ts";
import { perImage } from "./perImage.ts";
import { pixelAuroc } from "./pixelAuroc.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("perImage", () => {
  const maps = [mapOf([1, 2]), mapOf([10, 20]), mapOf([5, 5]), mapOf([1, 2])];
  const masks = [maskOf(".#"), maskOf("#."), maskOf(".."), maskOf("##")];

  test("is the mean over the images that have both classes", () => {
    expect(perImage(maps, masks, pixelAuroc)).toEqual({
      mean: 0.5,
      byImage: [1, 0, null, null],
      undefinedImages: [2, 3],
    });
  });

  test("is not the pooled metric, in which images of other brightness meet", () => {
    const bright = [mapOf([1, 2]), mapOf([10, 20])];
    const found = [maskOf(".#"), maskOf(".#")];
    expect(perImage(bright, found, pixelAuroc).mean).toBe(1);
    expect(pixelAuroc(bright, found)).toBe(0.75);
  });

  test("passes a mistake in the data on", () => {
    const run = () => perImage([mapOf([1, Number.NaN])], [maskOf(".#")], (m, k) => aupro(m, k));
    expect(run).toThrow("aupro: expected finite scores, got maps[0].data[1] = NaN");
  });

  test("has no value when no image has both classes", () => {
    const run = () => perImage(maps.slice(2), masks.slice(2), pixelAuroc);
    expect(run).toThrow(UndefinedMetricError);
    expect(run).toThrow("got none in 2");
  });
});

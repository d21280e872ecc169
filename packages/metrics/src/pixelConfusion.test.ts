import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf, pooled } from "../test/grid.ts";
import { countsByThreshold } from "../test/oracles.ts";
import { pixelConfusion } from "./pixelConfusion.ts";

describe("pixelConfusion", () => {
  test("calls a pixel whose score equals the threshold anomalous", () => {
    expect(pixelConfusion([mapOf([0.9, 0.2], [0.1, 0.3])], [maskOf("##", "..")], 0.3)).toEqual({
      truePositives: 1,
      falsePositives: 1,
      trueNegatives: 1,
      falseNegatives: 1,
      precision: 0.5,
      recall: 0.5,
      falsePositiveRate: 0.5,
      f1: 0.5,
    });
  });

  test("counts the pixels of all images, as looking at every pixel does", () => {
    fc.assert(
      fc.property(imageSets, (images) => {
        const { scores, labels } = pooled(images);
        for (const { threshold, tp, fp, fn, tn } of countsByThreshold(scores, labels))
          expect(pixelConfusion(images.maps, images.masks, threshold)).toMatchObject({
            truePositives: tp,
            falsePositives: fp,
            falseNegatives: fn,
            trueNegatives: tn,
          });
      }),
    );
  });

  test("has counts even where one class is absent, and null for a rate that is 0/0", () => {
    expect(pixelConfusion([mapOf([1, 2])], [maskOf("..")], 2)).toMatchObject({
      falsePositives: 1,
      trueNegatives: 1,
      recall: null,
    });
  });

  test.each([
    {
      of: "a threshold that is not a number",
      map: mapOf([1, 2]),
      mask: maskOf(".#"),
      threshold: Number.NaN,
      message: "expected a threshold that is a number, got NaN",
    },
    {
      of: "a score that is not finite",
      map: mapOf([1, Infinity]),
      mask: maskOf(".#"),
      threshold: 1,
      message: "expected finite scores, got maps[0].data[1] = Infinity",
    },
    {
      of: "a mask of 0 and 255",
      map: mapOf([1, 2]),
      mask: { data: [0, 255], height: 1, width: 2 },
      threshold: 1,
      message: "expected masks of 0 and 1, got masks[0].data[1] = 255",
    },
  ])("refuses $of", ({ map, mask, threshold, message }) => {
    expect(() => pixelConfusion([map], [mask], threshold)).toThrow(`pixelConfusion: ${message}`);
  });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf, pooled } from "../test/grid.ts";
import { aurocByPairs } from "../test/oracles.ts";
import { pixelMetricContract } from "../test/pixelMetricContract.ts";
import { pixelVectors } from "../test/pixelVectors.ts";
import { pixelAuroc } from "./pixelAuroc.ts";

describe("pixelAuroc", () => {
  test.each(pixelVectors)("of $of is $auroc", ({ maps, masks, auroc, digits }) => {
    expect(pixelAuroc(maps, masks)).toBeCloseTo(auroc, digits);
  });

  test("is the pairwise definition over the pixels of all images together", () => {
    fc.assert(
      fc.property(imageSets, (images) => {
        const { scores, labels } = pooled(images);
        expect(pixelAuroc(images.maps, images.masks)).toBe(aurocByPairs(scores, labels));
      }),
    );
  });

  test("takes the same from float32, bytes and arrays, mixed", () => {
    const maps = [
      { data: Float32Array.of(0.5, 0.25), height: 1, width: 2 },
      { data: Uint8Array.of(1, 0), height: 1, width: 2 },
      { data: [0.25, 0.1], height: 1, width: 2 },
    ];
    // anomalous 0.5 and 0 against normal 0.25, 1, 0.25 and 0.1: 3 of 8 pairs are won
    expect(pixelAuroc(maps, [maskOf("#."), maskOf(".#"), maskOf("..")])).toBe(3 / 8);
  });

  test("refuses a mask of another size than its map", () => {
    expect(() => pixelAuroc([mapOf([1, 2])], [maskOf("#..")])).toThrow(/^pixelAuroc: expected /);
  });

  pixelMetricContract("pixelAuroc", pixelAuroc);
});

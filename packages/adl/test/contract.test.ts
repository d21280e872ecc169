import { detectorContract } from "@flawlens/detector/testing";
import { describe, expect, test } from "vitest";
import { adlMode, paperMode, referenceMode } from "../src/network/modes.ts";
import { noveltyParams, setNoveltyParams } from "../src/novelty/noveltyParams.ts";
import { onEngine } from "./onEngine.ts";
import { side, tinyModel } from "./tiny.ts";

describe.each([referenceMode, paperMode, adlMode])(
  "ADL in mode $name keeps the contract of detectors",
  (mode) => {
    onEngine("ort");
    test.each(detectorContract(() => tinyModel({ mode })))("$claim", async ({ check }) => {
      await expect(check()).resolves.toBeUndefined();
    });
  },
);

describe("ADL of images that are not square keeps the contract of detectors", () => {
  onEngine("ort");
  test.each(detectorContract(() => tinyModel({ inputSize: [side, 2 * side] })))(
    "$claim",
    async ({ check }) => {
      await expect(check()).resolves.toBeUndefined();
    },
  );
});

/** A detector whose novelty compares with two patches of each of three images. */
function withNovelty() {
  const model = tinyModel({ novelty: { neighbors: 2 }, maps: "novelty" });
  const values = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i));
  const size = 4 + 4 + 6; // means of both scales, and the finest cells
  const whitening = { matrix: values(size * 10), offset: values(10), size, count: 10 };
  const bank = { data: values(60), images: 3, each: 2 };
  setNoveltyParams(model, noveltyParams({ whitening, bank }));
  return model;
}

describe("ADL with novelty keeps the contract of detectors", () => {
  onEngine("ort");
  test.each(detectorContract(withNovelty))("$claim", async ({ check }) => {
    await expect(check()).resolves.toBeUndefined();
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { handRegions } from "../../test/handRegions.ts";
import { greyTiff } from "../../test/tiff.ts";
import type { RegionRecord } from "../data/regionRecord.ts";
import { regionPixels } from "./regionPixels.ts";

/** The normalised levels of a mask in {0, 1}: (0 - 0.5) / 0.26 and (1 - 0.5) / 0.26. */
const [OUT, IN] = [-0.5 / 0.26, 0.5 / 0.26].map(Math.fround);
const plain = { size: 4, wholeFraction: 0, augmentation: null };
const never = () => expect.unreachable("expected no draw");

let folder: string;
let scratch: RegionRecord;
let stain: RegionRecord;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pixels-"));
  [scratch, stain] = (await handRegions(folder)).regions;
});
afterEach(() => rm(folder, { recursive: true }));

describe("regionPixels", () => {
  test("gives the image's levels and the mask of the region, without a draw", async () => {
    const { image, alpha } = await regionPixels(folder, plain)(stain, never as () => number);
    expect(image).toEqual(new Uint8Array(48).fill(40));
    expect([...alpha]).toEqual(Array.from({ length: 16 }, (_, i) => (i === 5 ? IN : OUT)));
  });

  test("takes the whole image as the region where the draw is below the fraction", async () => {
    const pixels = regionPixels(folder, { ...plain, wholeFraction: 0.25 });
    const whole = await pixels(scratch, () => 0.24);
    expect([...new Set(whole.alpha)]).toEqual([IN]);
    const region = await pixels(scratch, () => 0.25);
    expect(region.alpha.filter((level) => level === IN)).toHaveLength(1);
  });

  test("augments image and mask together, with the same draws", async () => {
    const seen: number[] = [];
    const pixels = regionPixels(folder, {
      ...plain,
      augmentation(image, alpha, { size, random }) {
        seen.push(size, random(), image.length, alpha.length);
        return { image: image.map(() => 7), alpha };
      },
    });
    const { image } = await pixels(scratch, () => 0.5);
    expect(seen).toEqual([4, 0.5, 48, 16]);
    expect([...new Set(image)]).toEqual([7]);
  });

  test.each([
    { of: "kept, first come first, while there is room", keepBytes: 48, first: 0, second: 99 },
    { of: "read again without room", keepBytes: 47, first: 99, second: 99 },
  ])("images are $of", async ({ keepBytes, first, second }) => {
    const pixels = regionPixels(folder, { ...plain, keepBytes });
    for (const region of [scratch, stain]) await pixels(region, never as () => number);
    for (const { image } of [scratch, stain])
      await writeFile(join(folder, image), greyTiff(new Uint8Array(16).fill(99), 4, 4));
    expect((await pixels(scratch, never as () => number)).image[0]).toBe(first);
    expect((await pixels(stain, never as () => number)).image[0]).toBe(second);
  });

  test.each([-0.1, 1.1, NaN])("refuses a wholeFraction of %s", (wholeFraction) => {
    expect(() => regionPixels(folder, { ...plain, wholeFraction })).toThrow(
      new RangeError(`fitAlphaClip: expected a wholeFraction in [0, 1], got ${wholeFraction}`),
    );
  });
});

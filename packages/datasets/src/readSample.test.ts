import { describe, expect, test } from "vitest";
import { manifestOf } from "../test/manifest.ts";
import { marks, photo, tree } from "../test/tree.ts";
import { readSample } from "./readSample.ts";

/** A photograph of 8 x 6 px whose first two pixels of row 1 are anomalous. */
async function made(maskThreshold?: number) {
  const root = await tree({
    "dent.png": photo(1),
    "dent-mask.png": { ...marks(2), pixel: (x, y) => (y === 1 && x < 2 ? 100 : 0) },
    "small-mask.png": { height: 3, width: 4, level: 255 },
  });
  return manifestOf(
    [
      { image: "dent.png", mask: "dent-mask.png", defectTypes: ["dent"] },
      { image: "dent.png" },
      { image: "dent.png", mask: "small-mask.png", defectTypes: ["dent"] },
    ],
    { root, ...(maskThreshold !== undefined && { maskThreshold }) },
  );
}

describe("readSample", () => {
  test("reads image and mask from the manifest's root, at their own size", async () => {
    const manifest = await made();
    const { image, mask } = await readSample(manifest, manifest.samples[0]);
    expect(image).toMatchObject({ height: 6, width: 8, channels: 3 });
    expect([...image.data.subarray(0, 6)]).toEqual([37, 37, 37, 48, 48, 48]); // 37 + 11 x
    expect([...mask!.data].flatMap((bit, i) => (bit ? [i] : []))).toEqual([8, 9]);
  });

  test("takes levels below the manifest's threshold for normal", async () => {
    const manifest = await made(101);
    const { mask } = await readSample(manifest, manifest.samples[0]);
    expect(mask!.data.includes(1)).toBe(false);
    const lower = await made(100);
    expect((await readSample(lower, lower.samples[0])).mask!.data.includes(1)).toBe(true);
  });

  test("has no mask where the sample has none, or it is not asked for", async () => {
    const manifest = await made();
    expect((await readSample(manifest, manifest.samples[1])).mask).toBeNull();
    const unread = await readSample(manifest, manifest.samples[2], { masks: false });
    expect(unread.mask).toBeNull();
  });

  test("resizes both to the size asked for", async () => {
    const manifest = await made();
    const { image, mask } = await readSample(manifest, manifest.samples[0], {
      height: 12,
      width: 16,
    });
    expect(image).toMatchObject({ height: 12, width: 16, original: { height: 6, width: 8 } });
    expect(mask).toMatchObject({ height: 12, width: 16 });
    expect(mask!.data.reduce((sum, bit) => sum + bit, 0)).toBe(8); // 2 pixels, four times as many
  });

  test("refuses a mask of another size than its image", async () => {
    const manifest = await made();
    await expect(readSample(manifest, manifest.samples[2])).rejects.toThrow(/small-mask\.png/);
  });

  test.each([
    { options: { height: 12 }, message: /readSample: expected .*width/ },
    { options: { height: 0, width: 4 }, message: /readSample: expected / },
  ])("refuses the size $options", async ({ options, message }) => {
    const manifest = await made();
    await expect(readSample(manifest, manifest.samples[0], options)).rejects.toThrow(message);
  });
});

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { tree } from "../test/tree.ts";
import { decodeImage } from "./decodeImage.ts";
import { readImage } from "./readImage.ts";

const noise = sharp(
  Uint8Array.from({ length: 40 * 60 * 3 }, (_, i) => (i * i * 7) % 251),
  { raw: { height: 40, width: 60, channels: 3 } },
);

const [png, jpeg] = [await noise.clone().png().toBuffer(), await noise.clone().jpeg().toBuffer()];

/** A bitmap of 8 bits whose header says any size and whose pixels are missing. */
function bitmap(height: number, width: number): Uint8Array {
  const bytes = Buffer.alloc(64);
  bytes.write("BM");
  for (const [at, value] of [
    [10, 58],
    [14, 40],
    [18, width],
    [22, height],
    [46, 1],
  ])
    bytes.writeUInt32LE(value, at);
  bytes.writeUInt16LE(8, 28);
  bytes.writeUInt32LE(1, 30); // runs
  return bytes;
}

describe("decodeImage", () => {
  test.each(["jpeg", "png", "webp", "tiff"] as const)(
    "gives the pixels that readImage gives of a %s file",
    async (format) => {
      const root = await tree({ image: await noise.clone().toFormat(format).toBuffer() });
      const file = join(root, "image");
      for (const size of [{}, { height: 8, width: 9 }])
        expect(await decodeImage(await readFile(file), size)).toEqual(await readImage(file, size));
    },
  );

  test.each([
    {
      of: "text",
      bytes: new TextEncoder().encode("no image at all"),
      got: "a format that is not read",
    },
    {
      of: "an SVG",
      bytes: new TextEncoder().encode("<svg width='9'/>"),
      got: "a format that is not read",
    },
    { of: "nothing", bytes: new Uint8Array(0), got: "a format that is not read" },
    { of: "half a PNG", bytes: png.subarray(0, 300), got: "a damaged" },
  ])("refuses $of", async ({ bytes, got }) => {
    await expect(decodeImage(bytes, { height: 8, width: 8 })).rejects.toThrow(got);
  });

  test.each([
    { of: "a PNG", bytes: png },
    { of: "a JPEG", bytes: jpeg },
    { of: "a bitmap", bytes: bitmap(40, 60) },
    { of: "a bitmap of 268 million pixels in 64 bytes", bytes: bitmap(16_000, 16_000) },
  ])("refuses $of with more pixels than the limit", async ({ bytes }) => {
    await expect(decodeImage(bytes, { height: 8, width: 8, mostPixels: 2399 })).rejects.toThrow(
      "decodeImage: expected at most 2399 pixels, got more; make it smaller or cut it into parts",
    );
  });

  test.each([
    { mostPixels: 999_999, says: "999999" },
    { mostPixels: 1_000_000, says: "1 million" },
    { mostPixels: 2_999_999, says: "2 million" },
  ])("says a limit of $mostPixels as $says", async ({ mostPixels, says }) => {
    await expect(decodeImage(bitmap(16_000, 16_000), { mostPixels })).rejects.toThrow(
      `expected at most ${says} pixels, got more`,
    );
  });

  test("takes an image of just the limit", async () => {
    const image = await decodeImage(png, { mostPixels: 2400 });
    expect(image.original).toEqual({ height: 40, width: 60 });
  });
});

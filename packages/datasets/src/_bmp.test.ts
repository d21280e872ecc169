import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { tree } from "../test/tree.ts";
import { bmpToTiff } from "./_bmp.ts";
import { decodeImage } from "./decodeImage.ts";
import { readImage } from "./readImage.ts";
import { readMask } from "./readMask.ts";

const { files, height, width } = JSON.parse(
  readFileSync(new URL("../test/fixtures/bmp.json", import.meta.url), "utf8"),
) as { files: Record<string, { file: string; rgb: string }>; height: number; width: number };
const bytesOf = (name: string) => new Uint8Array(Buffer.from(files[name].file, "base64"));

describe("bmpToTiff", () => {
  test.each(Object.entries(files))("reads as Pillow does: %s", async (name, { rgb }) => {
    const root = await tree({ "a.bmp": bytesOf(name) });
    const image = await readImage(join(root, "a.bmp"));
    expect(image.original).toEqual({ height, width });
    const theirs = Buffer.from(rgb, "base64");
    // Pillow cuts five bits spread over eight where ours are rounded.
    const apart = name.startsWith("16 bits") ? 1 : 0;
    expect(image.data).toHaveLength(theirs.length);
    for (const [i, value] of image.data.entries())
      expect(Math.abs(value - theirs[i])).toBeLessThanOrEqual(apart);
  });

  test("keeps grey levels grey, so that a mask's values can be told", async () => {
    const grey = sharp(bmpToTiff(bytesOf("grey of 8 bits")));
    expect((await grey.metadata()).channels).toBe(1);
    const data = await grey.toColourspace("b-w").raw().toBuffer();
    const root = await tree({ "m.bmp": bytesOf("grey of 8 bits") });
    const mask = await readMask(join(root, "m.bmp"), { threshold: 128 });
    expect([...mask.data]).toEqual(Array.from(data, (value) => Number(value >= 128)));
  });

  test.each(Object.keys(files))("refuses it cut off anywhere: %s", (name) => {
    const whole = bytesOf(name);
    for (let length = 2; length < whole.length - 3; length++)
      expect(() => bmpToTiff(whole.subarray(0, length)), `${length} bytes`).toThrow(/bitmap/);
  });

  test.each([
    { bits: 24, pixel: [0x20, 0x40, 0x80, 0], rgb: [0x80, 0x40, 0x20] },
    { bits: 16, pixel: [0x00, 0x7c, 0, 0], rgb: [255, 0, 0] }, // five bits a channel, red the upper
    { bits: 32, pixel: [0xff, 0, 0, 0], rgb: [0, 0, 255] },
  ])("reads a bitmap of one pixel of $bits bits, 58 bytes in all", async ({ bits, pixel, rgb }) => {
    const bytes = Buffer.alloc(58);
    bytes.write("BM");
    bytes.writeUInt32LE(54, 10); // where the pixels begin
    bytes.writeUInt32LE(40, 14); // of the header that follows
    bytes.writeInt32LE(1, 18);
    bytes.writeInt32LE(1, 22);
    bytes.writeUInt16LE(bits, 28);
    bytes.set(pixel, 54);
    expect([...(await decodeImage(bytes)).data]).toEqual(rgb);
  });

  test("refuses rarer kinds, and sizes beyond the limit, by the file's name", async () => {
    const changed = (at: number, value: number) => {
      const bytes = bytesOf("24 bits");
      new DataView(bytes.buffer).setUint32(at, value, true);
      return bytes;
    };
    const root = await tree({
      "jpeg.bmp": changed(30, 4),
      "huge.bmp": changed(18, 1 << 30),
      "text.bmp": "BMW is a car",
    });
    await expect(readImage(join(root, "jpeg.bmp"))).rejects.toThrow(
      `readImage: expected an image in ${root}/jpeg.bmp, got a format that is not read here; convert it to PNG, or restore it if it is damaged`,
    );
    await expect(readImage(join(root, "huge.bmp"))).rejects.toThrow(
      `readImage: expected at most 268 million pixels in ${root}/huge.bmp`,
    );
    await expect(readImage(join(root, "text.bmp"))).rejects.toThrow(
      `readImage: expected a whole image in ${root}/text.bmp`,
    );
  });
});

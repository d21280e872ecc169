import { deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { decodeImage } from "./decodeImage.ts";
import { leastBytes } from "./_leastBytes.ts";
import { readMask } from "./readMask.ts";
import { tree } from "../test/tree.ts";

const side = 500;

function solid(channels: 3 | 4 = 3): Sharp {
  return sharp({ create: { width: side, height: side, channels, background: "#555" } });
}

/** A PNG whose header says any size and kind, and whose pixels are `length` zeros. */
function png(width: number, height: number, bits: number, color: number, length = 99): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([bits, color], 8);
  const chunk = (type: string, data: Uint8Array) => {
    const start = Buffer.alloc(8);
    start.writeUInt32BE(data.length);
    start.write(type, 4);
    return Buffer.concat([start, data, Buffer.alloc(4)]);
  };
  const pixels = deflateSync(Buffer.alloc(length), { level: 9 });
  const parts = [chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}

describe("leastBytes", () => {
  test.each([
    { of: "8 grey bits", bits: 8, color: 0, width: 1032, bytes: 1 },
    { of: "a palette of 1 bit", bits: 1, color: 3, width: 8256, bytes: 1 },
    { of: "red, green and blue", bits: 8, color: 2, width: 1032, bytes: 3 },
    { of: "grey and alpha of 16 bits", bits: 16, color: 4, width: 1032, bytes: 4 },
    { of: "colours and alpha of 16 bits", bits: 16, color: 6, width: 1032, bytes: 8 },
  ])("of a PNG is a 1032nd of its pixels: $of", ({ bits, color, width, bytes }) => {
    expect(leastBytes(png(width, 1, bits, color))).toEqual({ bytes, width, height: 1 });
  });

  test("of a JPEG is a bit for each unit of its scan, which shared colours make larger", async () => {
    const jpeg = (chromaSubsampling: string, progressive: boolean) =>
      solid().jpeg({ chromaSubsampling, progressive }).keepMetadata().toBuffer();
    for (const progressive of [false, true]) {
      const whole = leastBytes(await jpeg("4:4:4", progressive));
      expect(whole).toEqual({ bytes: 63 ** 2 / 8, width: side, height: side }); // 500 / 8, rounded up
      expect(leastBytes(await jpeg("4:2:0", progressive))?.bytes).toBe(32 ** 2 / 8);
    }
  });

  test("of a GIF is that of its first frame", async () => {
    const gif = await solid().gif().toBuffer();
    expect(leastBytes(gif)).toEqual({
      bytes: (side * side * 1.5) / 4096,
      width: side,
      height: side,
    });
    gif.writeUInt16LE(60_000, 6); // the canvas may be larger
    expect(leastBytes(gif)?.width).toBe(side);
  });

  test.each([
    { of: "PNG", make: () => solid().png({ compressionLevel: 9 }) },
    { of: "PNG with alpha", make: () => solid(4).png({ compressionLevel: 9 }) },
    { of: "interlaced PNG", make: () => solid().png({ progressive: true, compressionLevel: 9 }) },
    {
      of: "PNG of 16 bits",
      make: () => solid().toColourspace("rgb16").png({ compressionLevel: 9 }),
    },
    { of: "PNG of a palette of 1 bit", make: () => solid().png({ palette: true, colours: 2 }) },
    { of: "JPEG", make: () => solid().jpeg({ quality: 1 }) },
    { of: "progressive JPEG", make: () => solid().jpeg({ quality: 1, mozjpeg: true }) },
    { of: "grey JPEG", make: () => solid().toColourspace("b-w").jpeg({ quality: 1 }) },
    { of: "GIF", make: () => solid().gif() },
    { of: "lossless WebP", make: () => solid().webp({ lossless: true }) },
    { of: "TIFF", make: () => solid().tiff({ compression: "deflate" }) },
  ])("is there in a whole image of one colour: $of", async ({ make }) => {
    const file = await make().toBuffer();
    expect(file.length).toBeGreaterThan(leastBytes(file)?.bytes ?? 0);
    expect((await decodeImage(file, { height: 4, width: 4 })).original.width).toBe(side);
  });

  test("is nearly reached by the best that deflate can do", () => {
    const file = png(1000, 10_000, 8, 0, 1001 * 10_000);
    expect(file.length / leastBytes(file)!.bytes).toBeCloseTo(1, 1);
  });

  test("refuses what cannot be whole without decoding it, an image and a mask", async () => {
    const jpeg = await solid().jpeg({ progressive: true }).toBuffer();
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc2]));
    jpeg.writeUInt32BE(0x3fff_3fff, frame + 5);
    const gif = await solid().gif().toBuffer();
    gif.writeUInt32LE(0x3fff_3fff, gif.indexOf(0x2c, 13 + 6) + 5);
    const files = {
      png: png(0x3fff, 0x3fff, 8, 6),
      jpeg: jpeg.subarray(0, 2000),
      gif: gif.subarray(0, 2000),
    };
    for (const file of Object.values(files))
      await expect(decodeImage(file)).rejects.toThrow(
        `decodeImage: expected a whole image, got ${file.length} bytes, too few for the 16383 x 16383 px that it says it has`,
      );
    const root = await tree({ "mask.png": files.png });
    await expect(readMask(`${root}/mask.png`)).rejects.toThrow("too few for the 16383 x 16383 px");
  });

  test("of bytes that are cut off or damaged anywhere is nothing or a number, and nothing is thrown", async () => {
    for (const make of [solid().jpeg(), solid().gif(), solid().png()]) {
      const whole = (await make.toBuffer()).subarray(0, 400);
      for (let end = 0; end < whole.length; end++) {
        const damaged = Buffer.from(whole);
        damaged[end] ^= 0xff;
        for (const bytes of [whole.subarray(0, end), damaged])
          expect(leastBytes(bytes)?.bytes ?? 0).toBeGreaterThanOrEqual(0);
      }
    }
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { tree } from "../test/tree.ts";
import { MOST_PIXELS, bmpToTiff, isBmp } from "./_bmp.ts";
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

  test.each(Object.keys(files))("says where it ends, cut off anywhere: %s", (name) => {
    const whole = bytesOf(name);
    const view = Buffer.from(whole);
    const size = view.readUInt32LE(14);
    const start = view.readUInt32LE(10);
    const rowBits = width * (size === 12 ? 24 : view.readUInt16LE(28));
    // The bytes that fill up the last row may be missing.
    const least = start + (height - 1) * 4 * Math.ceil(rowBits / 32) + Math.ceil(rowBits / 8);
    const enough = name === "runs" ? whole.length : least;
    for (let length = 2; length < enough; length++) {
      const message =
        length < 26
          ? "a bitmap that ends in its header"
          : length < 14 + size
            ? `a bitmap with a header of ${size} bytes`
            : length < start
              ? `a bitmap whose pixels start at byte ${start}`
              : name === "runs"
                ? "a bitmap whose runs end early"
                : `a bitmap of ${width} x ${height} px that ends early`;
      expect(() => bmpToTiff(whole.slice(0, length)), `${length} bytes`).toThrow(
        new Error(message),
      );
    }
    expect(bmpToTiff(whole.slice(0, enough))).toEqual(bmpToTiff(whole));
  });

  test.each([
    { bits: 24, pixel: [0x20, 0x40, 0x80, 0], rgb: [0x80, 0x40, 0x20] },
    { bits: 16, pixel: [0x00, 0x7c, 0, 0], rgb: [255, 0, 0] }, // five bits a channel, red the upper
    { bits: 32, pixel: [0xff, 0, 0, 0], rgb: [0, 0, 255] },
  ])("reads a bitmap of one pixel of $bits bits, 58 bytes in all", async ({ bits, pixel, rgb }) => {
    expect([...(await decodeImage(bitmap({ bits, rows: pixel }))).data]).toEqual(rgb);
  });

  test("reads runs: equal indices, indices one by one, rows left early, places passed over", () => {
    const after = Array.from({ length: 8 }, (_, i) => [20 * i, 20 * i, 20 * i, 0]).flat();
    const runs = [
      [2, 5], // 5 5
      [0, 2, 1, 1], // one to the right and one up: x 3, y 1
      [1, 7, 0, 0], // 7, and to the next row
      [0, 3, 1, 2, 3, 0], // 1 2 3, and a byte that makes them even
      [1, 4, 0, 0], // 4
      [0, 4, 1, 2, 3, 4], // even already
      [0, 1],
    ].flat();
    const shape = { bits: 8, height: 4, width: 4, compression: 1, after };
    const rows = [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [0, 0, 0, 7],
      [5, 5, 0, 0],
    ];
    const tiff = bmpToTiff(bitmap({ ...shape, rows: runs }));
    expect([...tiff.subarray(-16)]).toEqual(rows.flat().map((index) => 20 * index));
    for (const wrong of [
      [5, 1],
      [1, 1, 0, 2, 3, 0, 1, 1],
      [0, 0, 0, 0, 0, 0, 0, 0, 1, 1],
    ])
      expect(() => bmpToTiff(bitmap({ ...shape, rows: [...wrong, 0, 1] }))).toThrow(
        new Error("a bitmap with runs beyond its side"),
      );
    for (const cut of [
      [4, 1, 9],
      [0, 2, 1],
      [0, 3, 1, 2],
      [0, 3, 1, 2, 3],
    ])
      // prettier-ignore
      expect(() => bmpToTiff(bitmap({ ...shape, rows: cut }))).toThrow(
        new Error("a bitmap whose runs end early"),
      );
  });

  test("takes as many colors as there are, of three bytes in OS/2's oldest files", () => {
    const [black, grey, red] = [[0, 0, 0, 0], [9, 9, 9, 0], [0, 0, 200, 0]]; // prettier-ignore
    // Two of one bit: a third is no color of it, so that the image stays grey.
    const more = bitmap({ bits: 1, colors: 3, after: [...black, ...grey, ...red], rows: [128, 0, 0, 0] }); // prettier-ignore
    expect([...bmpToTiff(more).subarray(-2)]).toEqual([0, 9]);
    const fewer = (index: number, after: number[], colors = 0) =>
      bmpToTiff(bitmap({ bits: 8, colors, after, rows: [index, 0, 0, 0] }));
    expect([...fewer(1, [...black, ...red]).subarray(-3)]).toEqual([200, 0, 0]);
    const beyond = new Error("a bitmap with color 1 of 1");
    expect(() => fewer(1, [...black, ...red.slice(1)])).toThrow(beyond);
    expect(() => fewer(1, [...black, ...red], 1)).toThrow(beyond);

    const old = Buffer.alloc(36);
    old.write("BM");
    old.writeUInt32LE(32, 10);
    old.writeUInt32LE(12, 14);
    for (const [at, value] of [[18, 1], [20, 1], [24, 1]]) old.writeUInt16LE(value, at); // prettier-ignore
    old.set([1, 2, 3, 4, 5, 6, 0x80], 26);
    expect([...bmpToTiff(old).subarray(-3)]).toEqual([6, 5, 4]);
  });

  test("writes the tags of a TIFF of one strip", () => {
    const color = bmpToTiff(bytesOf("24 bits"));
    const shared = { 256: [4, 1, 7], 257: [4, 1, 5], 259: [4, 1, 1], 278: [4, 1, 5] };
    expect(tagsOf(color)).toEqual({
      ...shared,
      258: [3, 3, 122],
      262: [4, 1, 2],
      273: [4, 1, 130],
      277: [4, 1, 3],
      279: [4, 1, 105],
    });
    expect([...color.subarray(118, 130)]).toEqual([0, 0, 0, 0, 8, 0, 8, 0, 8, 0, 0, 0]);
    expect(color).toHaveLength(130 + 105);
    const grey = bmpToTiff(bytesOf("grey of 8 bits"));
    expect(tagsOf(grey)).toEqual({
      ...shared,
      258: [3, 1, 8],
      262: [4, 1, 1],
      273: [4, 1, 130],
      277: [4, 1, 1],
      279: [4, 1, 35],
    });
    expect(grey).toHaveLength(130 + 35);
  });

  const masks = (...values: number[]) => [...new Uint8Array(Uint32Array.from(values).buffer)];
  test.each([
    { bits: 24, width: 0, message: "a bitmap of 0 x 1 px" },
    { bits: 24, height: 0, message: "a bitmap of 1 x 0 px" },
    { bits: 2, message: "unsupported image format: bitmap of 2 bits, compression 0" },
    { bits: 4, compression: 2, message: "unsupported image format: bitmap of 4 bits, compression 2" }, // prettier-ignore
    { bits: 24, compression: 1, message: "unsupported image format: bitmap of 24 bits, compression 1" }, // prettier-ignore
    { bits: 24, compression: 3, message: "unsupported image format: bitmap of 24 bits, compression 3" }, // prettier-ignore
    { bits: 24, size: 39, message: "a bitmap with a header of 39 bytes" },
    { bits: 24, size: 13, message: "a bitmap with a header of 13 bytes" },
    { bits: 24, start: 53, message: "a bitmap whose pixels start at byte 53" },
    { bits: 24, start: 59, message: "a bitmap whose pixels start at byte 59" },
    { bits: 16, compression: 3, rows: masks(0, 1, 1), message: "a bitmap whose channel 0 has the bits 0x0" }, // prettier-ignore
    { bits: 32, compression: 3, rows: masks(255, 0x1ff, 1), message: "a bitmap whose channel 1 has the bits 0x1ff" }, // prettier-ignore
    { bits: 32, compression: 6, rows: masks(1, 1, 5), message: "a bitmap whose channel 2 has the bits 0x5" }, // prettier-ignore
    { bits: 32, compression: 3, rows: masks(255, 255, 255).slice(1), message: "a bitmap that ends in its header" }, // prettier-ignore
  ])("refuses $message", ({ message, ...parts }) => {
    expect(() => bmpToTiff(bitmap({ rows: [1, 2, 3, 0], ...parts }))).toThrow(new Error(message));
  });

  test("reads as many pixels as it may, and what begins with both letters", () => {
    const bytes = bitmap({ bits: 24, height: 2, width: 3, rows: Array(24).fill(7) });
    expect(bmpToTiff(bytes, 6).subarray(-18)).toEqual(new Uint8Array(18).fill(7));
    expect(() => bmpToTiff(bytes, 5)).toThrow(new Error("pixel limit"));
    expect(MOST_PIXELS).toBe(268_402_689); // as in sharp's documentation
    expect([isBmp(Buffer.from("BM")), isBmp(Buffer.from("MM")), isBmp(Buffer.from("BB"))]).toEqual([
      true,
      false,
      false,
    ]);
    // Masks of the last 12 bytes that there may be: the first is the only pixel, too.
    const shortest = bitmap({ bits: 32, compression: 3, rows: masks(255, 0xff00, 1) });
    expect([...bmpToTiff(shortest).subarray(-3)]).toEqual([255, 0, 255]);
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

interface Parts {
  bits: number;
  height?: number;
  width?: number;
  compression?: number;
  colors?: number;
  /** What stands between the header and the rows. */
  after?: number[];
  rows: number[];
  /** What the header says of its size and of the first row's place. */
  size?: number;
  start?: number;
}

/** A bitmap by hand, its header 40 bytes long. */
function bitmap({ bits, height = 1, width = 1, compression = 0, ...parts }: Parts): Buffer {
  const { colors = 0, after = [], rows, size = 40, start = 54 + after.length } = parts;
  const bytes = Buffer.alloc(54 + after.length + rows.length);
  bytes.write("BM");
  bytes.writeUInt32LE(start, 10);
  bytes.writeUInt32LE(size, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(bits, 28);
  bytes.writeUInt32LE(compression, 30);
  bytes.writeUInt32LE(colors, 46);
  bytes.set([...after, ...rows], 54);
  return bytes;
}

/** Type, count and value of each tag of a TIFF whose first directory begins at byte 8. */
function tagsOf(tiff: Uint8Array): Record<number, number[]> {
  const view = Buffer.from(tiff);
  expect(view.toString("latin1", 0, 8)).toBe("II*\0\x08\0\0\0");
  const entries = Array.from({ length: view.readUInt16LE(8) }, (_, i) => 10 + 12 * i);
  return Object.fromEntries(
    entries.map((at) => [
      view.readUInt16LE(at),
      [view.readUInt16LE(at + 2), view.readUInt32LE(at + 4), view.readUInt32LE(at + 8)],
    ]),
  );
}

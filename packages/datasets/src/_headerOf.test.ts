import * as fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { headerOf } from "./_headerOf.ts";

const noise = (height: number, width: number, channels: 1 | 2 | 3 | 4): Sharp =>
  sharp(
    Uint8Array.from({ length: height * width * channels }, (_, i) => (i * 2654435761) >>> 24),
    { raw: { height, width, channels } },
  );

/** What libvips says: the oracle. */
async function asLibvipsSays(bytes: Uint8Array) {
  const { autoOrient, hasAlpha } = await sharp(bytes).autoOrient().metadata();
  return { size: autoOrient, hasAlpha };
}

describe("headerOf", () => {
  test.each([
    { of: "a PNG", make: () => noise(5, 7, 3).png() },
    { of: "a grey PNG", make: () => noise(5, 7, 1).toColourspace("b-w").png() },
    { of: "a PNG of a palette", make: () => noise(5, 7, 3).png({ palette: true }) },
    { of: "an interlaced PNG", make: () => noise(5, 7, 3).png({ progressive: true }) },
    { of: "a JPEG", make: () => noise(5, 7, 3).jpeg() },
    { of: "a grey JPEG", make: () => noise(5, 7, 1).toColourspace("b-w").jpeg() },
    { of: "a progressive JPEG", make: () => noise(300, 7, 3).jpeg({ progressive: true }) },
  ])("knows the size of $of", async ({ make }) => {
    const bytes = await make().toBuffer();
    const { size, hasAlpha } = await asLibvipsSays(bytes);
    expect(headerOf(bytes)).toEqual(size);
    expect(hasAlpha).toBe(false);
  });

  test.each([
    { of: "alpha", make: () => noise(5, 7, 4).png() },
    { of: "grey and alpha", make: () => noise(5, 7, 2).toColourspace("b-w").png() },
    {
      of: "a palette with transparency",
      make: () => noise(5, 7, 4).png({ palette: true }),
    },
    {
      of: "a PNG turned by EXIF",
      make: () => noise(5, 7, 3).withMetadata({ orientation: 6 }).png(),
    },
    {
      of: "a JPEG turned by EXIF",
      make: () => noise(5, 7, 3).withMetadata({ orientation: 6 }).jpeg(),
    },
    { of: "another format", make: () => noise(5, 7, 3).webp() },
  ])("leaves to libvips: $of", async ({ make }) => {
    expect(headerOf(await make().toBuffer())).toBeNull();
  });

  test("of damaged bytes says nothing, or what libvips says", async () => {
    const whole = await Promise.all(
      [noise(9, 11, 3).png(), noise(9, 11, 3).jpeg(), noise(9, 11, 4).png()].map((file) =>
        file.toBuffer(),
      ),
    );
    let told = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.array(fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 255 })), { maxLength: 3 }),
        fc.nat({ max: 300 }),
        async (bytes, changes, cut) => {
          const damaged = Uint8Array.from(bytes.subarray(0, Math.max(bytes.length - cut, 0)));
          for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
          const said = headerOf(damaged);
          const known = await asLibvipsSays(damaged).catch(() => null);
          if (!said || !known) return true;
          told++;
          return (
            said.height === known.size.height && said.width === known.size.width && !known.hasAlpha
          );
        },
      ),
      { numRuns: 400 },
    );
    expect(told).toBeGreaterThan(20);
  });
});

const two = (value: number) => [value >> 8, value & 255];
const four = (value: number) => [...two(value >>> 16), ...two(value & 0xffff)];
const letters = (text: string) => [...Buffer.from(text, "latin1")];

/** A chunk of a PNG: its length, its name, its bytes and four bytes in place of its checksum. */
const chunk = (name: string, bytes: number[]) => [...four(bytes.length), ...letters(name), ...bytes, 0, 0, 0, 0]; // prettier-ignore
const png = ({ width = 5, height = 7, kind = 2, first = "IHDR" }, ...chunks: number[][]) =>
  Uint8Array.from([
    ...letters("\x89PNG\r\n\x1a\n"),
    ...chunk(first, [...four(width), ...four(height), 8, kind, 0, 0, 0]),
    ...chunks.flat(),
  ]);
const data = chunk("IDAT", [1, 2, 3]);

/** A segment of a JPEG: its marker, its length with the two bytes of the length, and its bytes. */
const segment = (marker: number, bytes: number[]) => [0xff, marker, ...two(bytes.length + 2), ...bytes]; // prettier-ignore
const frame = (marker: number, height = 7, width = 5) =>
  segment(marker, [8, ...two(height), ...two(width), 1, 1, 0x11, 0]);
const jfif = segment(0xe0, Array(14).fill(0));
const start = [0xff, 0xda, 0, 8, 0, 0, 0, 0, 0, 0];
const jpeg = (...segments: number[][]) => Uint8Array.from([0xff, 0xd8, ...segments.flat()]);

const size = { height: 7, width: 5 };

describe("the size of a plain PNG", () => {
  test.each([
    { of: "colors", file: png({}, data) },
    { of: "greys", file: png({ kind: 0 }, data) },
    { of: "a palette", file: png({ kind: 3 }, chunk("PLTE", [0, 0, 0]), data) },
    { of: "a color profile and a time", file: png({}, chunk("iCCP", [1]), chunk("tIME", []), data) },
    { of: "its first 32 bytes", file: png({}).subarray(0, 32) },
    { of: "a part that ends within the next chunk's name", file: png({}, chunk("tRNS", [])).subarray(0, 33 + 7) },
  ])("is told from $of", ({ file }) => {
    expect(headerOf(file)).toEqual(size);
  }); // prettier-ignore

  test.each([
    { of: "fewer bytes", file: png({}).subarray(0, 31) },
    { of: "grey with alpha", file: png({ kind: 4 }, data) },
    { of: "colors with alpha", file: png({ kind: 6 }, data) },
    { of: "one color that is transparent", file: png({}, chunk("tRNS", [1, 2, 3]), data) },
    { of: "the name of such a chunk at the very end", file: png({}, chunk("tRNS", [])).subarray(0, 33 + 8) },
    { of: "such a chunk after others", file: png({}, chunk("PLTE", [0, 0, 0]), chunk("pHYs", Array(9).fill(0)), chunk("eXIf", [])) },
    { of: "a text, which may hide EXIF", file: png({}, data, chunk("tEXt", [1])) },
    { of: "another chunk first", file: png({ first: "CgBI" }, data) },
    { of: "no width", file: png({ width: 0 }, data) },
    { of: "no height", file: png({ height: 0 }, data) },
  ])("is left to the decoder with $of", ({ file }) => {
    expect(headerOf(file)).toBeNull();
  }); // prettier-ignore
});

describe("the size of a plain JPEG", () => {
  test.each([
    { of: "a baseline one", file: jpeg(jfif, frame(0xc0), start) },
    { of: "a progressive one", file: jpeg(jfif, frame(0xc2), start) },
    { of: "the last kind of frame", file: jpeg(jfif, frame(0xcf), start) },
    { of: "one with tables before and after", file: jpeg(segment(0xc4, Array(9).fill(9)), frame(0xc0), segment(0xc4, Array(9).fill(9)), segment(0xdb, Array(9).fill(9)), start) },
    { of: "one with arithmetic coding's tables", file: jpeg(frame(0xc1), segment(0xcc, Array(9).fill(9)), segment(0xc8, Array(9).fill(9)), start) },
    { of: "a part that ends with the marker of the pixels", file: jpeg(jfif, frame(0xc0), start).subarray(0, 20 + 13 + 9) },
  ])("is told from $of", ({ file }) => {
    expect(headerOf(file)).toEqual(size);
  }); // prettier-ignore

  test.each([
    { of: "EXIF, which may turn it", file: jpeg(segment(0xe1, Array(20).fill(0)), frame(0xc0), start) },
    { of: "a marker that is unusual here", file: jpeg(jfif, segment(0xbf, Array(9).fill(0)), frame(0xc0), start) },
    { of: "a marker that fills up", file: jpeg(jfif, [0xff], frame(0xc0), start) },
    { of: "bytes between segments", file: jpeg(jfif, [0], frame(0xc0), start) },
    { of: "no height yet", file: jpeg(jfif, frame(0xc0, 0), start) },
    { of: "pixels before the frame", file: jpeg(jfif, start, frame(0xc0)) },
    { of: "no pixels", file: jpeg(jfif, frame(0xc0)) },
    { of: "an end before its pixels", file: jpeg(jfif, frame(0xc0), start).subarray(0, 20 + 13 + 8) },
  ])("is left to the decoder with $of", ({ file }) => {
    expect(headerOf(file)).toBeNull();
  }); // prettier-ignore
});

test("the size of another file is left to the decoder", () => {
  expect(headerOf(Uint8Array.from([...letters("RIFF"), ...Array(40).fill(0)]))).toBeNull();
  expect(headerOf(Uint8Array.from([0xff, 0xd8, 0xfe, ...Array(40).fill(0)]))).toBeNull();
});

test("is read at its place in a longer buffer", () => {
  const file = png({}, data);
  const longer = new Uint8Array(file.length + 9);
  longer.set(file, 9);
  expect(headerOf(longer.subarray(9))).toEqual(size);
});

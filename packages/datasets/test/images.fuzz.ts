/**
 * Images that are broken, cut off or lie about their size: each is decoded or refused by name; what is decoded has the
 * size that it says, and the same pixels each time, so that none come from memory that nobody wrote.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { below, oneOf, type FuzzTarget } from "../../files/test/fuzz/fuzzTarget.ts";
import { mutateBytes } from "../../files/test/fuzz/mutateBytes.ts";
import { refusal } from "../../files/test/fuzz/refusal.ts";
import { decodeImage, readImage, readMask } from "../src/index.ts";

interface ImageFile {
  of: string;
  /** In base64. */
  bytes: string;
}

const noise = Uint8Array.from({ length: 12 * 16 * 4 }, (_, i) => (i * i * 7919) % 253);
const image = (channels: 3 | 4 = 3) =>
  sharp(noise.subarray(0, 12 * 16 * channels), { raw: { height: 12, width: 16, channels } });
const encoders: Record<string, () => Promise<Uint8Array>> = {
  png: () => image().png().toBuffer(),
  "png, transparent": () => image(4).png().toBuffer(),
  "png, palette": () => image().png({ palette: true }).toBuffer(),
  "png, interlaced": () => image().png({ progressive: true }).toBuffer(),
  jpeg: () => image().jpeg().toBuffer(),
  "jpeg, progressive": () => image().jpeg({ progressive: true }).toBuffer(),
  "jpeg, turned": () => image().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  webp: () => image().webp().toBuffer(),
  "webp, lossless": () => image(4).webp({ lossless: true }).toBuffer(),
  gif: () => image().gif().toBuffer(),
  tiff: () => image().tiff().toBuffer(),
  "tiff, compressed": () =>
    image().tiff({ compression: "lzw", predictor: "horizontal" }).toBuffer(),
  avif: () => image().avif({ effort: 0 }).toBuffer(),
};
const { files: bitmaps } = JSON.parse(
  readFileSync(new URL("fixtures/bmp.json", import.meta.url), "utf8"),
) as { files: Record<string, { file: string }> };
for (const [name, { file }] of Object.entries(bitmaps))
  encoders[`bmp, ${name}`] = async () => Buffer.from(file, "base64");

const magic = [
  "\x89PNG\r\n\x1a\n",
  "\xff\xd8\xff\xe0\0\x10JFIF\0",
  "\xff\xd8\xff\xe1\0\x20Exif\0\0MM\0*",
  "RIFF\x20\0\0\0WEBPVP8 ",
  "GIF89a",
  "II*\0\x08\0\0\0",
  "II+\0",
  "BM",
  "\0\0\0\x20ftypavif",
  "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>",
  "P6 9 9 255\n",
  "",
];
const wholes = new Map<string, Promise<Uint8Array>>();
const mostPixels = 1_000_000;
const small = { height: 8, width: 8 };

export const images: FuzzTarget<ImageFile> = {
  name: "images",
  tries:
    "broken, cut off and lying PNG, JPEG, WebP, GIF, TIFF, AVIF and BMP, decoded as images and as masks",
  memoryMiB: 2600, // the most pixels, 268 million, of four channels, and once more in another form
  async make(random) {
    const of = oneOf(random, Object.keys(encoders));
    const whole = await wholeOf(of);
    const bytes =
      random() < 0.1
        ? Buffer.concat([Buffer.from(oneOf(random, magic), "latin1"), anyBytes(random)])
        : mutateBytes(whole, random, { head: 64, other: await wholeOf(oneOf(random, Object.keys(encoders))) }); // prettier-ignore
    if (random() < 0.25) lie(bytes, random);
    if (random() < 0.7) mendSums(bytes);
    return { of, bytes: bytes.toString("base64") };
  },
  async check({ bytes: text }, folder) {
    const bytes = Buffer.from(text, "base64");
    const path = join(folder, "a.png");
    writeFileSync(path, bytes);
    const mask = await either(readMask(path, small), path);
    if (mask && !mask.data.every((value) => value <= 1))
      throw new Error("expected a mask of 0 and 1, got other values");
    const [first, second, other] = [
      await either(readImage(path, small), path),
      await either(readImage(path, small), path),
      await either(decodeImage(bytes, { ...small, mostPixels })),
    ];
    if (!first !== !second) throw new Error("expected to be read both times or never, got both");
    if (!first) return "refused";
    const { height, width } = first.original;
    if (!(height > 0 && width > 0)) throw new Error(`expected a size, got ${height} x ${width}`);
    if (first.data.length !== 8 * 8 * 3) throw new Error(`expected 192 values, got ${first.data.length}`); // prettier-ignore
    if (!first.data.every((value, i) => value === second!.data[i])) throw new Error("expected the same pixels again, got others"); // prettier-ignore
    if (height * width > mostPixels) {
      if (other) throw new Error(`expected ${height} x ${width} to be refused, got pixels`);
      return "read, large";
    }
    if (!other || !other.data.every((value, i) => value === first.data[i])) throw new Error("expected of the bytes what the file gives, got another answer"); // prettier-ignore
    const whole = await either(readImage(path), path);
    if (
      whole &&
      (whole.height !== height || whole.width !== width || whole.data.length !== height * width * 3)
    )
      throw new Error(`expected ${height} x ${width} px, got ${whole.height} x ${whole.width}`);
    return "read";
  },
};

/** What was read, or null where it was refused as it should be. */
async function either<T>(reading: Promise<T>, naming = ""): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    refusal(error, { naming });
    return null;
  }
}

function wholeOf(name: string): Promise<Uint8Array> {
  const whole = wholes.get(name) ?? encoders[name]();
  wholes.set(name, whole);
  return whole;
}

function anyBytes(random: () => number): Uint8Array {
  return Uint8Array.from({ length: below(random, 300) }, () => below(random, 256));
}

/** Writes a large size, or what may be one, into the header. */
function lie(bytes: Buffer, random: () => number): void {
  const at = below(random, 64);
  if (at + 4 > bytes.length) return;
  const size = oneOf(random, [300, 4000, 16383, 20000, 65535, 2 ** 28, 2 ** 31 - 1]);
  const way = size > 65535 ? 2 + below(random, 2) : below(random, 4);
  if (way === 0) bytes.writeUInt16LE(size, at);
  else if (way === 1) bytes.writeUInt16BE(size, at);
  else if (way === 2) bytes.writeUInt32LE(size, at);
  else bytes.writeUInt32BE(size, at);
}

/** Makes the checksums of a PNG right again, so that what else is wrong with it is looked at. */
function mendSums(bytes: Buffer): void {
  if (bytes.toString("latin1", 1, 4) !== "PNG") return;
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) return;
    bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end)), end);
    at = end + 4;
  }
}

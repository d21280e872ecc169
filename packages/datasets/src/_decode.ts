import { constants, lstat, open as openFile, stat } from "node:fs/promises";
import type sharp from "sharp";
import type { Sharp } from "sharp";
import { isRemote } from "./remote/location.ts";
import { RemoteError } from "./remote/remoteError.ts";
import { readRemote } from "./remote/remoteFiles.ts";
import { MOST_PIXELS, bmpToTiff, isBmp } from "./_bmp.ts";
import { leastBytes } from "./_leastBytes.ts";

/** How sharp opens every image here: whole images only, turned upright, colours as stored. */
export async function open(bytes: Uint8Array, mostPixels = MOST_PIXELS): Promise<Sharp> {
  const sharp = await loadSharp();
  return sharp(bytes, {
    failOn: "error",
    ignoreIcc: true,
    limitInputPixels: mostPixels,
  }).autoOrient();
}

/** Loads sharp at the first image, not with this package: half of the time that the package takes to load is sharp's. */
export async function loadSharp(): Promise<typeof sharp> {
  try {
    return (await import("sharp")).default;
  } catch (error) {
    const { message } = error as Error; // with what to install
    throw new Refused(`expected to load sharp, which decodes images, got ${message}`, {
      cause: error,
    });
  }
}

/**
 * Reads a file and decodes it; where that fails, says in plain words which file and what to do.
 *
 * The file is read whole before it is decoded: libvips would map it into memory, and a mapped file
 * that somebody cuts off, or that a network drive loses, kills the process with SIGBUS.
 */
export async function decoding<T>(
  caller: string,
  path: string,
  work: (bytes: Uint8Array) => Promise<T>,
): Promise<T> {
  try {
    return await work(await bytesOf(path));
  } catch (error) {
    throw new Error(`${caller}: ${await reason(path, error as Error)}`, { cause: error });
  }
}

/** Larger files are refused before they are read. */
const LARGEST = 2 ** 30;

class Refused extends Error {}

/** Refuses values that are not grey levels, such as heights in a TIFF of floats: they would be clipped to black and white. */
export function checkDepth({ depth }: { depth?: string }): void {
  if (depth !== "uchar" && depth !== "ushort") throw new Error(`pixels of type ${depth}`);
}

async function bytesOf(path: string): Promise<Uint8Array> {
  if (isRemote(path)) return readable(await readRemote(path, LARGEST), ` in ${path}`);
  // Without O_NONBLOCK, opening a named pipe waits until somebody writes to it.
  const file = await openFile(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const { size } = await file.stat();
    if (size > LARGEST)
      throw new Refused(`expected an image of at most 1 GiB in ${path}, got ${size} bytes`);
    const bytes = Buffer.allocUnsafeSlow(size);
    let end = 0;
    while (end < size) {
      const { bytesRead } = await file.read(bytes, end, size - end, end);
      if (bytesRead === 0) break;
      end += bytesRead;
    }
    if (end === 0) throw new Error("no bytes"); // `reason` says why
    return readable(bytes.subarray(0, end), ` in ${path}`);
  } finally {
    await file.close();
  }
}

/**
 * The bytes of an image as libvips reads them: those of a bitmap converted.
 *
 * @param place - Where they come from, for the message: ` in FILE`, or nothing.
 * @throws {Error} If they are of a format that is not read here, or too few for the size they declare.
 */
export function readable(file: Uint8Array, place: string, mostPixels = MOST_PIXELS): Uint8Array {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (isBmp(bytes)) return bmpToTiff(bytes, mostPixels);
  if (HEIC.has(bytes.toString("latin1", 4, 12)))
    throw new Refused(
      `expected an image${place}, got HEIC, which is not read here; convert it to PNG or JPEG`,
    );
  if (!isImage(bytes)) throw new Refused(unknownFormat(place));
  const least = leastBytes(bytes);
  if (least && least.bytes > bytes.length && least.height * least.width <= mostPixels)
    throw new Refused(
      `expected a whole image${place}, got ${bytes.length} bytes, too few for the ${least.width} x ${least.height} px ` +
        "that it says it has; restore or remove it",
    );
  return bytes;
}

function unknownFormat(place: string): string {
  return `expected an image${place}, got a format that is not read here; convert it to PNG, or restore it if it is damaged`;
}

/** First bytes of the formats read here, a dot standing for any byte. */
const MAGIC = ["\x89PNG\r\n", "\xff\xd8\xff", "RIFF....WEBP", "GIF8", "II*\0", "MM\0*", "....ftyp"];
/** What telephones write, also into files named .jpg: the same container as AVIF, another codec. */
const HEIC = new Set(
  ["heic", "heix", "heim", "heis", "hevc", "hevx"].map((brand) => `ftyp${brand}`),
);
const BIG_TIFF = ["II+\0", "MM\0+"];

/** sharp reads more formats, above all SVG, which is a program rather than a picture. */
function isImage(bytes: Buffer): boolean {
  const start = bytes.toString("latin1", 0, 12);
  return [...MAGIC, ...BIG_TIFF].some((magic) =>
    [...magic].every((char, i) => char === "." || char === start[i]),
  );
}

async function reason(path: string, error: Error): Promise<string> {
  if (error instanceof Refused || error instanceof RemoteError) return error.message;
  if (isRemote(path)) return undecodable(error, ` in ${path}`);
  const found = await stat(path).catch(() => null);
  if (!found) {
    const link = await lstat(path).catch(() => null);
    if (link)
      return `expected an image at ${path}, got a link to a file that does not exist; correct or remove it`;
    return `expected an image at ${path}, got no such file; check the manifest's root`;
  }
  if (found.isDirectory()) return `expected an image file at ${path}, got a folder`;
  if (!found.isFile()) return `expected an image file at ${path}, got a pipe or a device`;
  if (found.size === 0)
    return `expected an image in ${path}, got an empty file; restore or remove it`;
  const detail = error.message.split("\n")[0];
  if (/^E[A-Z]+: /.test(detail)) return `expected to read ${path}, got ${detail}`;
  return undecodable(error, ` in ${path}`);
}

/**
 * Why bytes cannot be decoded, in plain words.
 *
 * @param place - As for {@link readable}.
 */
export function undecodable(error: Error, place: string, mostPixels = MOST_PIXELS): string {
  if (error instanceof Refused) return error.message;
  const detail = error.message.split("\n")[0];
  if (detail.startsWith("pixels of type"))
    return `expected 8 or 16 bits per channel${place}, got ${detail}; scale it to 8 bits first`;
  if (/unsupported image format/i.test(detail)) return unknownFormat(place);
  if (/pixel limit/i.test(detail))
    return `expected at most ${pixelsText(mostPixels)} pixels${place}, got more; make it smaller or cut it into parts`;
  return `expected a whole image${place}, got a damaged or truncated one (${detail}); restore or remove it`;
}

function pixelsText(count: number): string {
  return count < 1e6 ? String(count) : `${Math.floor(count / 1e6)} million`;
}

/** Refuses a height without a width, a width without a height, values that are not whole numbers from 1, and too many pixels. */
export function checkSize(
  caller: string,
  { height, width }: { height?: number; width?: number },
): void {
  if (height === undefined && width === undefined) return;
  for (const side of [height, width])
    if (!Number.isInteger(side) || (side as number) < 1)
      throw new RangeError(
        `${caller}: expected a whole height and width or neither, got ${height} x ${width}`,
      );
  if (height! * width! > MOST_PIXELS)
    throw new RangeError(
      `${caller}: expected a height and width of at most ${pixelsText(MOST_PIXELS)} pixels, got ${height} x ${width}`,
    );
}

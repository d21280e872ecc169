import { checkDepth, loadSharp, open } from "./_decode.ts";
import { headerOf } from "./_headerOf.ts";
import type { Image } from "./image.ts";

/** What `decodePixels` is asked for: what `readImage` is, and a limit. */
export interface DecodePixelsOptions {
  height?: number;
  width?: number;
  sizeOf?: (original: Size) => Size;
  shrinkOnLoad: boolean;
  mostPixels?: number;
}

/** Decodes and resizes the bytes of an image as `readImage` describes; both sizes or neither are given. */
export async function decodePixels(
  bytes: Uint8Array,
  { height, width, sizeOf, shrinkOnLoad, mostPixels }: DecodePixelsOptions,
): Promise<Image> {
  const about = await aboutOf(bytes, mostPixels);
  const { original } = about;
  const fixed = height === undefined ? undefined : { height, width: width! };
  const size = sizeOf ? sizeOf(original) : fixed;
  const { data: buffer, info } = size
    ? await resized(bytes, about, size, { shrinkOnLoad, mostPixels })
    : await pixelsOf(bytes, undefined, mostPixels);
  // Not a Buffer: its `slice` would be a window on the same memory.
  const data = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  return { data, height: info.height, width: info.width, channels: 3, original };
}

interface Size {
  height: number;
  width: number;
}

/** What is told of an image before its pixels. */
interface About {
  /** The size once upright. */
  original: Size;
  /** Whether transparency could weigh the colours. */
  hasAlpha: boolean;
  /** Whether rows of the file are columns of the image, as photographs say of themselves. */
  isTurned: boolean;
}

async function aboutOf(bytes: Uint8Array, mostPixels?: number): Promise<About> {
  const plain = headerOf(bytes);
  if (plain) return { original: plain, hasAlpha: false, isTurned: false };
  const metadata = await (await open(bytes, mostPixels)).metadata();
  checkDepth(metadata);
  const { autoOrient, hasAlpha, orientation = 1 } = metadata;
  return { original: autoOrient, hasAlpha, isTurned: orientation > 4 };
}

interface Pixels {
  data: Buffer;
  info: Size;
}

const LINEAR = { fit: "fill", kernel: "linear", fastShrinkOnLoad: false } as const;

async function pixelsOf(bytes: Uint8Array, size?: Size, mostPixels?: number): Promise<Pixels> {
  const file = (await open(bytes, mostPixels)).removeAlpha().toColourspace("srgb");
  if (size) file.resize({ ...size, ...LINEAR });
  return file.raw().toBuffer({ resolveWithObject: true });
}

async function resized(
  bytes: Uint8Array,
  { original, hasAlpha, isTurned }: About,
  size: Size,
  { shrinkOnLoad, mostPixels }: Pick<DecodePixelsOptions, "shrinkOnLoad" | "mostPixels">,
): Promise<Pixels> {
  // Resized together, transparency would weigh the colours; and sharp resizes before it turns, the columns first
  // instead of the rows, which rounds otherwise than a browser does.
  if (hasAlpha || isTurned) return stretch(await pixelsOf(bytes, undefined, mostPixels), size);
  if (shrinkOnLoad) return pixelsOf(bytes, size, mostPixels);
  return wholePixels(bytes, original, size, mostPixels);
}

/** Cuts out the whole image before it is resized: that keeps sharp from decoding it smaller. */
async function wholePixels(
  bytes: Uint8Array,
  original: Size,
  size: Size,
  mostPixels?: number,
): Promise<Pixels> {
  const file = (await open(bytes, mostPixels)).extract({ left: 0, top: 0, ...original });
  file
    .resize({ ...size, ...LINEAR })
    .removeAlpha()
    .toColourspace("srgb");
  return file.raw().toBuffer({ resolveWithObject: true });
}

async function stretch({ data, info }: Pixels, size: Size): Promise<Pixels> {
  const sharp = await loadSharp();
  const raw = { height: info.height, width: info.width, channels: 3 } as const;
  const file = sharp(data, { raw, limitInputPixels: false }).resize({ ...size, ...LINEAR });
  return file.raw().toBuffer({ resolveWithObject: true });
}

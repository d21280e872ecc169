/** What the first bytes of a file say about its length. */
export interface Least {
  /** The whole file has at least so many bytes. */
  bytes: number;
  height: number;
  width: number;
}

/**
 * The fewest bytes that hold the pixels which the header of a PNG, JPEG or GIF declares.
 * A shorter file cannot be whole, and need not be decoded to know that: some hundred bytes
 * that declare 268 million pixels take gigabytes and a minute until libvips finds them cut off.
 *
 * - PNG: deflate turns at most 1032 bytes into one: a match of 258 bytes in two bits.
 * - GIF: a code of 12 bits, the longest, repeats at most the 4096 pixels that its table can hold.
 * - JPEG: Huffman codes spend a bit or more on each block of 8 x 8 samples, of which each unit of the
 *   scan has at least one of each component. Arithmetic codes have no such limit.
 *
 * WebP, AVIF and TIFF have none either: an image of one colour may be whole in 40 bytes.
 *
 * @param file - An image file.
 * @returns What is needed; null if the file is of another format, or its header is not as usual.
 */
export function leastBytes(file: Uint8Array): Least | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 32) return null;
  const start = view.getUint32(0);
  if (start === 0x89504e47) return ofPng(view);
  if (start === 0x47494638) return ofGif(view);
  return start >>> 8 === 0xffd8ff ? ofJpeg(view) : null;
}

/** Samples a pixel, by the colour type. */
const PNG_SAMPLES = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

function ofPng(view: DataView): Least | null {
  const samples = PNG_SAMPLES.get(view.getUint8(25));
  if (view.getUint32(12) !== 0x49484452 || samples === undefined) return null; // "IHDR"
  const [height, width] = [view.getUint32(20), view.getUint32(16)];
  return { bytes: (height * width * samples * view.getUint8(24)) / 8 / 1032, height, width };
}

const MARKER = { frame: 0x2c, extension: 0x21 };

/** By the first frame, which may be smaller than the image. */
function ofGif(view: DataView): Least | null {
  const colors = view.getUint8(10);
  let at = 13 + (colors & 0x80 ? 3 << ((colors & 7) + 1) : 0);
  while (at + 9 < view.byteLength && view.getUint8(at) === MARKER.extension) {
    at += 2;
    while (at < view.byteLength && view.getUint8(at) > 0) at += 1 + view.getUint8(at);
    at++;
  }
  if (at + 9 >= view.byteLength || view.getUint8(at) !== MARKER.frame) return null;
  const [height, width] = [view.getUint16(at + 7, true), view.getUint16(at + 5, true)];
  return { bytes: (height * width * 1.5) / 4096, height, width };
}

/** Baseline, extended and progressive, with Huffman codes. */
const HUFFMAN = new Set([0xc0, 0xc1, 0xc2]);

function ofJpeg(view: DataView): Least | null {
  for (let at = 2; at + 10 <= view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at++; // a byte that fills up
    else if (HUFFMAN.has(marker)) return ofFrame(view, at + 4);
    else if (marker < 0xc4 || (marker >= 0xd0 && marker <= 0xda)) return null; // not as usual, or pixels
    else at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function ofFrame(view: DataView, at: number): Least | null {
  const [height, width] = [view.getUint16(at + 1), view.getUint16(at + 3)];
  let [down, across] = [1, 1];
  for (let c = 0; c < view.getUint8(at + 5); c++) {
    if (at + 7 + 3 * c >= view.byteLength) return null;
    const factors = view.getUint8(at + 7 + 3 * c);
    down = Math.max(down, factors & 15);
    across = Math.max(across, factors >> 4);
  }
  const units = Math.ceil(height / (8 * down)) * Math.ceil(width / (8 * across));
  return { bytes: units / 8, height, width };
}

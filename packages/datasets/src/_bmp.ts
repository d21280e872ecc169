/** Larger images are not decoded unless the caller says otherwise; the limit is that of sharp. */
export const MOST_PIXELS = 0x3fff * 0x3fff;

/** Whether a file is a Windows bitmap. */
export function isBmp(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x4d; // "BM"
}

/**
 * Converts a Windows bitmap to an uncompressed TIFF: libvips does not read bitmaps, and cameras of
 * production lines write them. Bits of alpha are dropped.
 *
 * Reads 1, 4, 8, 16, 24 and 32 bits per pixel, bit fields of at most 8 bits per channel, and
 * runs (RLE8); a palette of greys gives a grey image.
 *
 * @param bytes - The whole file.
 * @param mostPixels - The most pixels; default 268 million.
 * @throws {Error} If it has more pixels, is cut off, contradicts itself or is of a rarer kind; the message does not name the file.
 */
export function bmpToTiff(bytes: Uint8Array, mostPixels = MOST_PIXELS): Uint8Array {
  const header = readHeader(bytes, mostPixels);
  const { height, width, bits, compression } = header;
  const palette = bits <= 8 ? readPalette(bytes, header) : null;
  const fields = bits === 16 || bits === 32 ? readFields(bytes, header) : null;
  const stored = compression === RLE8 ? unrun(bytes, header) : bytes.subarray(header.offset);
  const stride = compression === RLE8 ? width : 4 * Math.ceil((width * bits) / 32);
  if (stored.length < stride * (height - 1) + Math.ceil((width * bits) / 8))
    throw new Error(`a bitmap of ${width} x ${height} px that ends early`);
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const grey = palette?.every(([r, g, b]) => r === g && g === b) ?? false;
  const channels = grey ? 1 : 3;
  const tiff = emptyTiff(height, width, channels);
  const pixels = tiff.subarray(tiff.length - height * width * channels);

  for (let y = 0, to = 0; y < height; y++) {
    const row = (header.topDown ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x++, to += channels) {
      if (palette) {
        const bit = x * bits;
        const index = (stored[row + (bit >> 3)] >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
        const color = palette[index];
        if (!color) throw new Error(`a bitmap with color ${index} of ${palette.length}`);
        for (let c = 0; c < channels; c++) pixels[to + c] = color[c];
      } else if (fields) {
        const at = row + (x * bits) / 8;
        const value = bits === 16 ? view.getUint16(at, true) : view.getUint32(at, true);
        for (let c = 0; c < 3; c++) {
          const { shift, most } = fields[c];
          pixels[to + c] = Math.round((((value >>> shift) & most) * 255) / most);
        }
      } else for (let c = 0; c < 3; c++) pixels[to + c] = stored[row + 3 * x + 2 - c];
    }
  }
  return tiff;
}

const RLE8 = 1;
const BIT_FIELDS = new Set([3, 6]);

interface BmpHeader {
  /** Byte offset of the pixels. */
  offset: number;
  /** Byte offset of the header's end, where a palette starts. */
  end: number;
  height: number;
  width: number;
  topDown: boolean;
  bits: number;
  compression: number;
  colors: number;
  /** Bytes a color of the palette: 3 in OS/2's oldest files. */
  colorBytes: number;
}

function readHeader(bytes: Uint8Array, mostPixels: number): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 26) throw new Error("a bitmap that ends in its header");
  const size = view.getUint32(14, true);
  const old = size === 12;
  if (!(old || size >= 40) || bytes.length < 14 + size)
    throw new Error(`a bitmap with a header of ${size} bytes`);
  const rawHeight = old ? view.getUint16(20, true) : view.getInt32(22, true);
  const header = {
    offset: view.getUint32(10, true),
    end: 14 + size,
    height: Math.abs(rawHeight),
    width: old ? view.getUint16(18, true) : view.getInt32(18, true),
    topDown: rawHeight < 0,
    bits: view.getUint16(old ? 24 : 28, true),
    compression: old ? 0 : view.getUint32(30, true),
    colors: old ? 0 : view.getUint32(46, true),
    colorBytes: old ? 3 : 4,
  };
  const { height, width, bits, compression, offset } = header;
  if (width < 1 || height < 1) throw new Error(`a bitmap of ${width} x ${height} px`);
  if (width * height > mostPixels) throw new Error("pixel limit");
  const plain = compression === 0 && [1, 4, 8, 16, 24, 32].includes(bits);
  const packed = compression === RLE8 && bits === 8;
  const fields = BIT_FIELDS.has(compression) && (bits === 16 || bits === 32);
  if (!plain && !packed && !fields)
    throw new Error(`unsupported image format: bitmap of ${bits} bits, compression ${compression}`);
  if (offset < header.end || offset > bytes.length)
    throw new Error(`a bitmap whose pixels start at byte ${offset}`);
  return header;
}

/** Red, green and blue of each color. */
function readPalette(bytes: Uint8Array, { offset, end, bits, colors, colorBytes }: BmpHeader) {
  const most = Math.min(colors || 1 << bits, 1 << bits, Math.floor((offset - end) / colorBytes));
  return Array.from({ length: most }, (_, i) => {
    const at = end + i * colorBytes;
    return [bytes[at + 2], bytes[at + 1], bytes[at]];
  });
}

/** The place of each channel's bits in a pixel, and the largest value that they hold. */
function readFields(bytes: Uint8Array, { bits, compression }: BmpHeader) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const usual = bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff];
  if (compression !== 0 && bytes.length < 66) throw new Error("a bitmap that ends in its header");
  return usual.map((mask, c) => {
    const used = compression === 0 ? mask : view.getUint32(54 + 4 * c, true);
    const shift = 31 - Math.clz32(used & -used);
    const most = used >>> shift;
    if (used === 0 || most > 255 || (most & (most + 1)) !== 0)
      throw new Error(`a bitmap whose channel ${c} has the bits 0x${used.toString(16)}`);
    return { shift, most };
  });
}

/** Runs of equal indices, pairs of bytes, as one index per pixel; a pixel that no run names is 0. */
function unrun(bytes: Uint8Array, { offset, height, width }: BmpHeader): Uint8Array {
  const indices = new Uint8Array(width * height);
  let x = 0;
  let y = 0;
  const put = (index: number) => {
    if (x >= width || y >= height) throw new Error("a bitmap with runs beyond its side");
    indices[y * width + x++] = index;
  };
  let at = offset;
  const next = () => {
    if (at >= bytes.length) throw new Error("a bitmap whose runs end early");
    return bytes[at++];
  };
  for (;;) {
    const count = next();
    const value = next();
    if (count > 0) for (let i = 0; i < count; i++) put(value);
    else if (value === 0) [x, y] = [0, y + 1];
    else if (value === 1) return indices;
    else if (value === 2) {
      x += next();
      y += next();
    } else {
      for (let i = 0; i < value; i++) put(next());
      if (value % 2 === 1) next(); // an even number of bytes
    }
  }
}

/** A TIFF of one strip, its pixels last, still black. */
function emptyTiff(height: number, width: number, channels: 1 | 3): Uint8Array {
  const tags = [
    [256, width],
    [257, height],
    [258, 8], // bits a channel; below three times for three channels
    [259, 1], // not compressed
    [262, channels === 1 ? 1 : 2], // 0 is black; RGB
    [273, 0], // where the pixels start: below
    [277, channels],
    [278, height],
    [279, height * width * channels],
  ];
  const end = 8 + 2 + 12 * tags.length + 4;
  const start = end + 6 + 2; // on a multiple of four
  const tiff = new Uint8Array(start + height * width * channels);
  const view = new DataView(tiff.buffer);
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 8, true);
  view.setUint16(8, tags.length, true);
  tags.forEach(([tag, value], i) => {
    const at = 10 + 12 * i;
    const several = tag === 258 && channels === 3;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, tag === 258 ? 3 : 4, true); // 16 or 32 bits
    view.setUint32(at + 4, several ? 3 : 1, true);
    if (tag === 258 && !several) view.setUint16(at + 8, value, true);
    else view.setUint32(at + 8, several ? end : tag === 273 ? start : value, true);
  });
  for (let c = 0; c < 3; c++) view.setUint16(end + 2 * c, 8, true);
  return tiff;
}

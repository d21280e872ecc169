import type { AnomalyMap } from "@flawlens/inference/core";
import type { Grid } from "@flawlens/metrics";

const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

interface Size {
  height: number;
  width: number;
}

/** The number of bytes of a map: float32. */
export function mapBytes({ height, width }: Size): number {
  return 4 * height * width;
}

/** The number of bytes of a mask: a bit a pixel, and as many more as make whole float32 numbers of it. */
export function maskBytes({ height, width }: Size): number {
  return 4 * Math.ceil((height * width) / 32);
}

/** The bytes of a map, little-endian. */
export function fromMap({ data }: AnomalyMap): Uint8Array {
  return ordered(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** The bytes of a mask, the first pixel in the lowest bit of the first byte. */
export function fromMask(mask: Grid): Uint8Array {
  const bytes = new Uint8Array(maskBytes(mask));
  for (let i = 0; i < mask.data.length; i++) bytes[i >> 3] |= mask.data[i] << (i & 7);
  return bytes;
}

/** The map of bytes that begin at a multiple of four; shares their memory where it can. */
export function toMap(bytes: Uint8Array, { height, width }: Size): AnomalyMap {
  const { buffer, byteOffset } = ordered(bytes);
  return { data: new Float32Array(buffer, byteOffset, height * width), height, width };
}

export function toMask(bytes: Uint8Array, { height, width }: Size): Grid {
  const data = new Uint8Array(height * width);
  for (let i = 0; i < data.length; i++) data[i] = (bytes[i >> 3] >> (i & 7)) & 1;
  return { data, height, width };
}

/** Float32 numbers in the order of this machine from little-endian ones, and back. */
function ordered(bytes: Uint8Array): Uint8Array {
  return littleEndian ? bytes : Buffer.from(bytes).swap32();
}

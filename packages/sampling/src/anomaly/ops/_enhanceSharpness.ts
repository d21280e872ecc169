import { copyOf } from "../_copyOf.ts";
/**
 * Pillow's `ImageEnhance.Sharpness`: factor 1 leaves the image, 0 smooths it by a 3 x 3
 * kernel (5 in the middle, 1 around, over 13; the outermost pixels stay), 2 sharpens it by as much.
 */
export function enhanceSharpness(
  data: Uint8Array,
  height: number,
  width: number,
  factor: number,
): Uint8Array {
  const stride = 3 * width;
  const amount = Math.fround(factor);
  const out = copyOf(data);
  const sums = new Uint16Array(stride); // of three values above one another
  for (let y = 1; y < height - 1; y++) {
    const row = y * stride;
    for (let i = 0; i < stride; i++)
      sums[i] = data[row - stride + i] + data[row + i] + data[row + stride + i];
    for (let i = 3; i < stride - 3; i++) {
      const value = data[row + i];
      const smooth = SMOOTH[sums[i - 3] + sums[i] + sums[i + 3] + 4 * value];
      const blended = Math.fround(smooth + Math.fround(amount * (value - smooth)));
      out[row + i] = blended <= 0 ? 0 : blended >= 255 ? 255 : blended;
    }
  }
  return out;
}

/** Sums of weight 13 as rounded means. */
const SMOOTH = Uint8Array.from({ length: 13 * 255 + 1 }, (_, sum) => Math.floor(sum / 13 + 0.5));

import { image } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * Refuses scales of images that features cannot be joined from.
 *
 * @param scales - Factors of both sides.
 * @param caller - What the error begins with.
 * @throws {RangeError} If the first is not 1, one is given twice, or one is outside (0, 1].
 */
export function checkScales(scales: readonly number[], caller: string): void {
  const valid =
    scales[0] === 1 &&
    new Set(scales).size === scales.length &&
    scales.every((scale) => scale > 0 && scale <= 1);
  if (!valid)
    throw new RangeError(
      `${caller}: expected scales in (0, 1], each once and 1 first, got ${scales.join(", ") || "none"}`,
    );
}

/** The size of images at a scale, rounded to whole pixels. */
export function scaledSize(
  { height, width }: { height: number; width: number },
  scale: number,
): { height: number; width: number } {
  return { height: Math.round(scale * height), width: Math.round(scale * width) };
}

/**
 * Images at a scale, resized bilinearly, without antialiasing; 1 gives the same tensor.
 *
 * @param images - `[N, height, width, 3]`.
 */
export function scaledImages(images: Tensor4D, scale: number): Tensor4D {
  if (scale === 1) return images;
  const size = scaledSize({ height: images.shape[1], width: images.shape[2] }, scale);
  return image.resizeBilinear(images, [size.height, size.width], false, true);
}

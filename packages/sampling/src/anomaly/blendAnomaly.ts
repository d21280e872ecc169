import { copyOf } from "./_copyOf.ts";
import { checkForeground, checkImage } from "./_checkImage.ts";
import type { PixelImage, PixelMask } from "./pixelImage.ts";

/**
 * Lays a texture over an image where the mask is 1, DRAEM's equation as multi-cue ADL uses it:
 *
 *     (1 - M)·x + M·((1 - b)·T + b·x)
 *
 * Bytes and floats may meet (0..255 against 0..1); the result is of the image's kind, bytes
 * rounded. O(H · W · C).
 *
 * @param image - x, not changed.
 * @param texture - T, of the image's size and channels.
 * @param mask - M, of the image's size.
 * @param originalWeight - b in [0, 1]: how much of the image stays.
 * @throws {RangeError} If sizes, channels or the weight do not fit.
 *
 * @example
 * const image = { data: Float32Array.of(0.4, 0.2, 0.8), height: 1, width: 1, channels: 3 };
 * const texture = { ...image, data: Float32Array.of(0.9, 0.1, 0.5) };
 * const mask = { data: Uint8Array.of(1), height: 1, width: 1 };
 * blendAnomaly(image, texture, mask, 0.3).data; // => 0.75, 0.13, 0.59
 */
export function blendAnomaly<I extends PixelImage>(
  image: I,
  texture: PixelImage,
  mask: PixelMask,
  originalWeight: number,
): I {
  checkImage("blendAnomaly", image);
  checkImage("blendAnomaly", texture, image.channels);
  checkForeground("blendAnomaly", mask, image);
  if (texture.height !== image.height || texture.width !== image.width)
    throw new RangeError(
      `blendAnomaly: expected a texture of the image's size, ${image.height} x ${image.width}, got ${texture.height} x ${texture.width}`,
    );
  if (!(originalWeight >= 0 && originalWeight <= 1))
    throw new RangeError(
      `blendAnomaly: expected an originalWeight in [0, 1], got ${originalWeight}`,
    );
  const { channels } = image;
  const data = copyOf(image.data);
  const bytes = data instanceof Uint8Array;
  const scale = (bytes ? 255 : 1) / (texture.data instanceof Uint8Array ? 255 : 1);
  const half = bytes ? 0.5 : 0;
  for (let pixel = 0; pixel < mask.data.length; pixel++) {
    if (mask.data[pixel] === 0) continue;
    for (let i = pixel * channels; i < (pixel + 1) * channels; i++)
      data[i] = (1 - originalWeight) * scale * texture.data[i] + originalWeight * data[i] + half;
  }
  return { ...image, data };
}

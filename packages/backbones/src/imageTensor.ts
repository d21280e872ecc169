import { tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** Pixels row by row, red, green and blue of each, in [0, 255]. */
export interface Pixels {
  data: Uint8Array | Uint8ClampedArray | Float32Array;
  height: number;
  width: number;
}

/**
 * Images of one size as a batch: `[N, height, width, 3]` float32 in [0, 255].
 *
 * @param size - Height and width that all of them must have, in pixels.
 * @param options - `idOf`: the name of an image in errors; `caller`: the function that errors begin
 *   with; `remedy`: what errors advise where an image has another size, default to resize it.
 * @throws {RangeError} If an image has another size or number of channels, or a pixel is outside
 *   [0, 255] or NaN.
 *
 * @example
 * imageTensor([image], { height: 256, width: 256 }); // => [1, 256, 256, 3]
 */
export function imageTensor(
  images: readonly Pixels[],
  { height, width }: { height: number; width: number },
  {
    idOf = (i) => `images[${i}]`,
    caller = "imageTensor",
    remedy = `resize it to ${height}x${width} first`,
  }: { idOf?: (i: number) => string; caller?: string; remedy?: string } = {},
): Tensor4D {
  const pixels = height * width * 3;
  const data = new Float32Array(images.length * pixels);
  for (const [i, image] of images.entries()) {
    if (image.height !== height || image.width !== width || image.data.length !== pixels)
      throw new RangeError(
        `${caller}: expected images of ${height}x${width}, got ${idOf(i)} of ${image.height}x${image.width}; ${remedy}`,
      );
    const bytes = image.data.BYTES_PER_ELEMENT === 1;
    const bad = bytes ? -1 : image.data.findIndex((value) => !(value >= 0 && value <= 255));
    if (bad >= 0)
      throw new RangeError(
        `${caller}: expected pixels of 0 to 255, got ${image.data[bad]} in ${idOf(i)}; ` +
          `leave the image out or read it again`,
      );
    data.set(image.data, i * pixels);
  }
  return tensor4d(data, [images.length, height, width, 3]);
}

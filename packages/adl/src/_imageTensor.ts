import { tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Image } from "@flawlens/datasets";

/** Images of one size as `[N, height, width, 3]` float32 in [0, 255]. */
export function imageTensor(
  images: readonly Image[],
  { height, width }: { height: number; width: number },
  idOf: (i: number) => string,
): Tensor4D {
  const pixels = height * width * 3;
  const data = new Float32Array(images.length * pixels);
  for (const [i, image] of images.entries()) {
    if (image.height !== height || image.width !== width || image.data.length !== pixels)
      throw new RangeError(
        `adl: expected images of ${height}x${width}, got ${idOf(i)} of ${image.height}x${image.width}; ` +
          `read it at the detector's inputSize`,
      );
    const bad = image.data instanceof Uint8Array ? -1 : firstBad(image.data);
    if (bad >= 0)
      throw new RangeError(
        `adl: expected pixels of 0 to 255, got ${(image.data as ArrayLike<number>)[bad]} in ${idOf(i)}; ` +
          `leave the image out or read it again`,
      );
    data.set(image.data, i * pixels);
  }
  return tensor4d(data, [images.length, height, width, 3]);
}

/** Where a number that is no pixel is, or -1: only sources of their own making hold such. */
function firstBad(data: ArrayLike<number>): number {
  for (let i = 0; i < data.length; i++) if (!(data[i] >= 0 && data[i] <= 255)) return i;
  return -1;
}

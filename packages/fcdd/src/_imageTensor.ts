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
        `fcdd: expected images of ${height}x${width}, got ${idOf(i)} of ${image.height}x${image.width}; ` +
          `read it at the detector's inputSize`,
      );
    data.set(image.data, i * pixels);
  }
  return tensor4d(data, [images.length, height, width, 3]);
}

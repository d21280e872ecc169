import type { PixelImage } from "./pixelImage.ts";

/** Refuses an image whose data do not fit its size, or that has not the wanted channels. */
export function checkImage(caller: string, image: PixelImage, channels?: number): void {
  const { data, height, width } = image;
  if (!(data instanceof Uint8Array) && !(data instanceof Float32Array))
    throw new TypeError(
      `${caller}: expected an image with data in a Uint8Array or Float32Array, got ${Object.prototype.toString.call(data)}`,
    );
  for (const side of [height, width, image.channels])
    if (!Number.isSafeInteger(side) || side < 1)
      throw new RangeError(
        `${caller}: expected height, width and channels of at least 1, got ${height} x ${width} x ${image.channels}`,
      );
  if (channels !== undefined && image.channels !== channels)
    throw new RangeError(
      `${caller}: expected an image of ${channels} channels, got ${image.channels}; convert it first`,
    );
  if (data.length !== height * width * image.channels)
    throw new RangeError(
      `${caller}: expected ${height} x ${width} x ${image.channels} values, got ${data.length}`,
    );
}

/** Refuses a texture that is not 8-bit RGB. */
export function checkTexture(
  caller: string,
  image: PixelImage,
): asserts image is PixelImage & { data: Uint8Array } {
  checkImage(caller, image, 3);
  if (!(image.data instanceof Uint8Array))
    throw new TypeError(
      `${caller}: expected a texture of 8 bits a channel, got one of floats; its operations are defined on whole grey levels`,
    );
}

/** Refuses a mask of another size than the image. */
export function checkForeground(
  caller: string,
  foreground: { data: ArrayLike<number>; height: number; width: number },
  { height, width }: { height: number; width: number },
): void {
  if (
    foreground.height !== height ||
    foreground.width !== width ||
    foreground.data.length !== height * width
  )
    throw new RangeError(
      `${caller}: expected a foreground of the image's size, ${height} x ${width}, got ${foreground.height} x ${foreground.width} with ${foreground.data.length} values`,
    );
}

/** Pixels of a decoded image, 8 bits a channel. An `ImageData` of a canvas is one, and an `Image` of `@flawlens/datasets`. */
export interface Pixels {
  /** `[height, width, 3]` RGB or `[height, width, 4]` RGBA, row-major; a fourth channel is not looked at. */
  data: Uint8Array | Uint8ClampedArray;
  height: number;
  width: number;
  /** The size of the image as it was stored, where it was resized since; default `height` and `width`. */
  original?: { height: number; width: number };
}

/** Whether a value is meant as pixels; {@link checkPixels} tells whether they are whole. */
export function isPixels(value: unknown): value is Pixels {
  const { data, height, width } = (value ?? {}) as Partial<Pixels>;
  return ArrayBuffer.isView(data) && typeof height === "number" && typeof width === "number";
}

/**
 * @param name - How the image is called in the error, with a space after it: "image 3 of ".
 * @throws {RangeError} If pixels are of no size, or their bytes are not three or four for each.
 */
export function checkPixels(
  caller: string,
  { data, height, width, original }: Pixels,
  name = "",
): void {
  const isSize = (size: number) => Number.isInteger(size) && size >= 1;
  const sides = [height, width, original?.height ?? 1, original?.width ?? 1];
  const bytes = data.length / (height * width);
  if (sides.every(isSize) && (bytes === 3 || bytes === 4)) return;
  throw new RangeError(
    `${caller}: expected pixels of height x width x 3 or 4 bytes, got ${name}${height}x${width} with ${data.length} bytes`,
  );
}

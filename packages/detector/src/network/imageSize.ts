import { z } from "zod";

/**
 * The schema of a size that images are resized to: one number for both sides, or `[height, width]`, each at least 32
 * pixels; 256 where it is left out.
 */
export const imageSizeConfig = z
  .union([
    z.number().int().min(32),
    z
      .array(z.number().int().min(32))
      .length(2)
      .transform(([height, width]): [number, number] => [height, width]),
  ])
  .default(256)
  .describe(
    "Size that images are resized to, in pixels: one number for height and width, or [height, width], which suits images that are not square.",
  );

/** A size as a configuration has it: both sides, or `[height, width]`. */
export type ImageSize = number | readonly [height: number, width: number];

/**
 * A size as detectors have it.
 *
 * @example
 * imageSize([320, 480]); // => { height: 320, width: 480 }
 */
export function imageSize(size: ImageSize): { height: number; width: number } {
  const [height, width] = typeof size === "number" ? [size, size] : size;
  return { height, width };
}

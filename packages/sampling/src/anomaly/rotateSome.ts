import type { Random } from "../randomStream.ts";
import type { PixelImage } from "./pixelImage.ts";
import { rotate } from "./rotate.ts";

/**
 * The augmentation of normal images in DRAEM and multi-cue ADL: 3 images in 10 are turned by U(-90, 90) degrees, black
 * where nothing was; the others are returned as they are.
 *
 * @example
 * const image = rotateSome(normal, random);
 */
export function rotateSome<I extends PixelImage>(image: I, random: Random): I {
  const [turned, degrees] = [random() < 0.3, -90 + 180 * random()];
  return turned ? rotate(image, degrees) : image;
}

import { checkImage } from "../anomaly/_checkImage.ts";
import type { PixelImage } from "../anomaly/pixelImage.ts";
import { normal } from "../normal.ts";
import type { Random } from "../randomStream.ts";
import { stretch } from "./_stretch.ts";

/**
 * What multi-cue ADL does to an anomaly before it passes it off as normal: to every value
 * normal noise of deviation `sigma` is added, then the whole image is stretched,
 *
 *     (v - min) · 255 / (max - min), truncated,
 *
 * over all channels together. (The authors save the result as JPEG of quality 95 and train on that.)
 *
 * @param image - An image of bytes with any number of channels, at the size of training; it is not changed.
 * @param options.sigma - Grey levels; default 2.
 * @throws {RangeError} If the data do not fit the size or sigma is negative.
 * @throws {TypeError} If the image is not of bytes.
 *
 * @example
 * const { sigma, seed } = sample.noise;
 * const noisy = contaminationNoise(await readImage(path), { sigma, random: randomStream(seed) });
 */
export function contaminationNoise<I extends PixelImage>(
  image: I,
  { random, sigma = 2 }: { random: Random; sigma?: number },
): I {
  checkImage("contaminationNoise", image);
  if (!(image.data instanceof Uint8Array))
    throw new TypeError(
      "contaminationNoise: expected an image of bytes, got floats; add noise before the image is scaled",
    );
  if (!(sigma >= 0 && sigma < Infinity))
    throw new RangeError(`contaminationNoise: expected a sigma of at least 0, got ${sigma}`);
  const noisy = Float64Array.from(image.data, (v) => v + sigma * normal(random));
  return { ...image, data: stretch(noisy) };
}

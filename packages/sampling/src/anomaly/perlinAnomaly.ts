import { checkImage, checkTexture } from "./_checkImage.ts";
import { oneOf, uniform } from "./_draw.ts";
import { resize } from "./_resize.ts";
import type { Random } from "../randomStream.ts";
import { augmentTexture } from "./augmentTexture.ts";
import { blendAnomaly } from "./blendAnomaly.ts";
import { type PerlinMaskOptions, perlinMask } from "./perlinMask.ts";
import type { PixelImage } from "./pixelImage.ts";
import { proceduralTexture } from "./proceduralTexture.ts";
import type { PseudoAnomaly } from "./pseudoAnomaly.ts";
import type { TextureOperation } from "./textureOperations.ts";

/** Gives a texture: 8-bit RGB, of any size (one of another size than asked for is resized). */
export type TextureSource = (options: {
  height: number;
  width: number;
  random: Random;
}) => PixelImage;

/** Options of {@link perlinAnomaly}. The defaults are those of the paper. */
export interface PerlinAnomalyOptions extends Omit<PerlinMaskOptions, "foreground"> {
  /**
   * Images that textures are taken from, all equally likely, such as those of DTD. Read them at the
   * images' size, because others are resized at every draw. A function that gives a texture fits too.
   * Default: `proceduralTexture`.
   */
  textures?: readonly PixelImage[] | TextureSource;
  /** Operations that change the texture; default the ten of `textureOperations`. */
  operations?: readonly TextureOperation[];
  /** The number of distinct operations for one texture; default 3. */
  operationsPerTexture?: number;
  /** Range of b, the weight of the original under the texture; default [0, 0.8]. */
  originalWeight?: readonly [low: number, high: number];
  /** The label of an image whose mask is empty: 1 as in multi-cue ADL (the default), 0 as in DRAEM. */
  emptyLabel?: 0 | 1;
}

/**
 * The pseudo-anomaly of DRAEM (Zavrtanik, Kristan & Skočaj 2021) as multi-cue ADL uses it: a
 * Perlin mask, a texture under three random operations, blended with one random weight b:
 *
 *     (1 - M)·x + M·((1 - b)·T + b·x),   b ~ U(0, 0.8)
 *
 * A mask may be empty (about 5 % of them at 256 px), and the image is labelled 1 all the
 * same; `resampleEmpty` or `emptyLabel` change that. Images are RGB, bytes or floats in
 * [0, 1]; make anomalies before normalizing. (ADL turns images by ±90 degrees before, in 3 of
 * 10 draws: `rotate` does that.)
 *
 * @returns A function of (image, { random, foreground }).
 * @throws {RangeError} If there is no texture, or a range is not within [0, 1]. The
 *   function throws if the image is not RGB.
 *
 * @example
 * const anomaly = perlinAnomaly({ textures: dtdImages, resampleEmpty: true });
 * const { image: anomalous, mask } = anomaly(image, { random: randomStream(7) });
 */
export function perlinAnomaly({
  textures = proceduralTexture,
  operations,
  operationsPerTexture,
  originalWeight = [0, 0.8],
  emptyLabel = 1,
  ...maskOptions
}: PerlinAnomalyOptions = {}): PseudoAnomaly {
  if (typeof textures !== "function") {
    if (textures.length === 0)
      throw new RangeError(
        "perlinAnomaly: expected at least one texture, got none; leave textures out for procedural ones",
      );
    for (const texture of textures) checkTexture("perlinAnomaly", texture);
  }
  const [low, high] = originalWeight;
  if (!(low >= 0 && low <= high && high <= 1))
    throw new RangeError(
      `perlinAnomaly: expected originalWeight as a range within [0, 1], got [${low}, ${high}]`,
    );

  return (image, { random, foreground }) => {
    checkImage("perlinAnomaly", image, 3);
    const { height, width } = image;
    const mask = perlinMask({ ...maskOptions, height, width, random, foreground });
    if (!mask.data.includes(1)) return { image, mask, label: emptyLabel };
    const drawn =
      typeof textures === "function"
        ? textures({ height, width, random })
        : oneOf(random, textures);
    checkTexture("perlinAnomaly", drawn);
    const texture = augmentTexture(resize(drawn, height, width), {
      random,
      operations,
      count: operationsPerTexture,
      mask,
    });
    const blended = blendAnomaly(image, texture, mask, uniform(random, low, high));
    return { image: blended, mask, label: 1 };
  };
}

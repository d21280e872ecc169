import { checkForeground, checkImage } from "./_checkImage.ts";
import { oneOf, uniform } from "./_draw.ts";
import { blendAnomaly } from "./blendAnomaly.ts";
import type { PixelImage } from "./pixelImage.ts";
import type { PseudoAnomaly } from "./pseudoAnomaly.ts";

/** Options of {@link cutMix}. */
export interface CutMixOptions {
  /** Images that boxes are taken from, all equally likely; of the size and channels of the images they are put into. */
  partners: readonly PixelImage[];
  /** Range of the box's share of the image before it is clipped; default [0, 1], as published. */
  areaFraction?: readonly [low: number, high: number];
}

/**
 * CutMix (Yun, Han, Oh, Chun, Choe & Yoo 2019) as a source of pseudo-anomalies: it replaces a box of the
 * image by the same box of another image. The box has the image's proportions and a share of
 * its area uniform in `areaFraction` (the paper's 1 - λ, λ ~ Beta(1, 1)); its centre is uniform, and
 * what lies outside the image is clipped. Its interface is that of `perlinAnomaly`.
 *
 * The mask holds the replaced pixels, those on the foreground if one is given; their share
 * of the image is the weight of the partner's label that CutMix mixes labels by. The label is
 * 0 where nothing was replaced.
 *
 * @returns A function of (image, { random, foreground }).
 * @throws {RangeError} If there is no partner or the range is not within [0, 1]. The
 *   function throws if image and partner differ in size or channels.
 *
 * @example
 * const { mask } = cutMix({ partners, areaFraction: [0.02, 0.2] })(image, { random: randomStream(7) });
 */
export function cutMix({ partners, areaFraction = [0, 1] }: CutMixOptions): PseudoAnomaly {
  if (partners.length === 0)
    throw new RangeError("cutMix: expected at least one partner, got none");
  const [low, high] = areaFraction;
  if (!(low >= 0 && low <= high && high <= 1))
    throw new RangeError(
      `cutMix: expected areaFraction as a range within [0, 1], got [${low}, ${high}]`,
    );

  return (image, { random, foreground }) => {
    checkImage("cutMix", image);
    if (foreground) checkForeground("cutMix", foreground, image);
    const { height, width } = image;
    const partner = oneOf(random, partners);
    const side = Math.sqrt(uniform(random, low, high));
    const [top, bottom] = extent(random, height, side);
    const [left, right] = extent(random, width, side);
    const data = new Uint8Array(height * width);
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++)
        if (!foreground || foreground.data[y * width + x]) data[y * width + x] = 1;
    const mask = { data, height, width };
    return {
      image: blendAnomaly(image, partner, mask, 0),
      mask,
      label: data.includes(1) ? 1 : 0,
    };
  };
}

/** The first and last edge of a box along one side: `share` of the side, rounded as the authors round it. */
function extent(random: () => number, length: number, share: number): [number, number] {
  const size = Math.trunc(length * share);
  const centre = Math.floor(length * random());
  const half = Math.floor(size / 2);
  return [Math.max(0, centre - half), Math.min(length, centre + half)];
}

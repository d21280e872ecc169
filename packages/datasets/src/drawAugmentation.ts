import type { Random } from "@flawlens/sampling";

/** One random change of an image; plain data, so that it can be logged and applied again. */
export interface Augmentation {
  /** Counter-clockwise, in degrees. */
  rotation: number;
  /** Whole pixels to the right and downwards. */
  translateX: number;
  translateY: number;
  /** Factors; 1 changes nothing. */
  brightness: number;
  contrast: number;
  contrastFirst: boolean;
}

export interface AugmentationOptions {
  /** Chance that an image is changed at all. */
  probability?: number;
  /** Largest rotation either way, in degrees. */
  rotation?: number;
  /** Largest shift either way along each axis, in pixels of the image given. */
  translation?: number;
  /** Factors are drawn from 1 minus to 1 plus this. */
  brightness?: number;
  contrast?: number;
}

/**
 * Draws the augmentation of MultiTypeFCDD: with probability ½, rotation, shift, brightness
 * and contrast all together, each uniform in its range; else nothing. As in torchvision,
 * shifts are rounded to whole pixels, and brightness and contrast come in either order
 * with equal probability.
 *
 * @param random - The source of randomness. It is called once for an unchanged image, seven times for a changed one.
 * @param options - The ranges. Default: those of the paper, 15 degrees, 20 px, 0.3 and 0.3.
 * @returns What to do, or null for nothing.
 * @throws {RangeError} If a range is negative or not finite, a colour range is above 1, or
 *   the probability is outside [0, 1].
 */
export function drawAugmentation(
  random: Random,
  {
    probability = 0.5,
    rotation = 15,
    translation = 20,
    brightness = 0.3,
    contrast = 0.3,
  }: AugmentationOptions = {},
): Augmentation | null {
  const limits = { probability: 1, rotation: 180, translation: 1e6, brightness: 1, contrast: 1 };
  const given = { probability, rotation, translation, brightness, contrast };
  for (const [key, most] of Object.entries(limits)) {
    const value = given[key as keyof typeof given];
    if (!(value >= 0 && value <= most))
      throw new RangeError(`drawAugmentation: expected ${key} in [0, ${most}], got ${value}`);
  }
  if (random() >= probability) return null;
  const around = (middle: number, reach: number) => middle + reach * (2 * random() - 1);
  return {
    rotation: around(0, rotation),
    translateX: Math.round(around(0, translation)),
    translateY: Math.round(around(0, translation)),
    contrastFirst: random() < 0.5,
    brightness: around(1, brightness),
    contrast: around(1, contrast),
  };
}

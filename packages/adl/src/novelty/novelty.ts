import type { CueScale } from "../cues/cues.ts";

/**
 * A fourth cue beside the paper's three, without training: how far the most unusual patches of an image are from those
 * of the training images.
 *
 * Vectors of patches are whitened by the Gaussian of all patches of the images taken as normal. Of each of these
 * images the patches farthest from the mean are kept, and the farthest patches of an image are compared with them. A
 * patch's distance is not that to the nearest training image but to the one at the place `neighbors`, so that a
 * training image which is anomalous itself vouches for nothing unless there are as many like it. The distance counts
 * the more, the nearer the patch is to those under the masks of known anomalies.
 */
export interface Novelty {
  /** Weight of this cue in the score of an image, above 0 and at most 1; the fused cues of the paper have the rest. */
  weight: number;
  /** Which training image counts, 1 being the nearest; of fewer images the last. */
  neighbors: number;
  /** Most patches that are kept of a training image. */
  patches: number;
  /** How it is brought to [0, 1] before it is fused. May be replaced after training. */
  scale: CueScale;
}

/** What of {@link Novelty} is chosen before training. */
export type NoveltyOptions = Partial<Omit<Novelty, "scale">>;

/**
 * Options with their defaults filled in: weight 0.3, 5 neighbors, 200 patches.
 *
 * @throws {RangeError} If the weight is not above 0 and at most 1, or a number is not whole and positive.
 *
 * @example
 * noveltyOf({ weight: 0.5 }); // => { weight: 0.5, neighbors: 5, patches: 200, scale: { knee: 1, cap: 20 } }
 */
export function noveltyOf({
  weight = 0.3,
  neighbors = 5,
  patches = 200,
}: NoveltyOptions = {}): Novelty {
  if (!(weight > 0 && weight <= 1))
    throw new RangeError(`noveltyOf: expected a weight above 0 and at most 1, got ${weight}`);
  for (const [name, value] of Object.entries({ neighbors, patches }))
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`noveltyOf: expected ${name} of at least 1, whole, got ${value}`);
  return { weight, neighbors, patches, scale: scaleOfKnee(1) };
}

/** The scale that bends at a value and ends at 20 times that, as the reference's does for the deviation. */
export function scaleOfKnee(knee: number): CueScale {
  return { knee, cap: 20 * knee };
}

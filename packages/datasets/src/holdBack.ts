import { partKey } from "@flawlens/sampling";
import type { Random } from "@flawlens/sampling";
import { stateOf } from "./_stateOf.ts";
import type { Manifest, Sample } from "./manifest.ts";
import { splitByPart } from "./splitByPart.ts";

/** Options of `holdBack`. */
export interface HoldBackOptions {
  /** Fraction of the normal training images to move to the validation side, in (0, 1). */
  fraction: number;
  /** The source of randomness; the state of a `RandomStream` is kept in the provenance. */
  random: Random;
}

/**
 * Moves some normal training images to the validation side, so that a detector that learns from
 * normal images alone can be calibrated on images that it has not seen. Whole parts are moved
 * (samples of the same `category` and `part`), at least one, and at least one part stays in training.
 * Every category with two parts or more gives some. Everything else stays as it is: anomalous images,
 * the other sides, the order, and every part that has an anomalous image or one on another side.
 *
 * The parts are chosen by `splitByPart`, so that the number of images comes as close to the fraction
 * as whole parts allow.
 *
 * @param manifest - Not changed.
 * @returns A manifest with the same samples in the same order and `splits` set to "made". Its
 *   `provenance` holds the fraction, the state that the stream had, and the manifest's own.
 * @throws {RangeError} If the fraction is not between 0 and 1, or fewer than two parts hold only
 *   normal training images.
 *
 * @example
 * const sided = holdBack(manifest, { fraction: 0.2, random: randomStream(1) });
 */
export function holdBack(manifest: Manifest, { fraction, random }: HoldBackOptions): Manifest {
  if (!(fraction > 0 && fraction < 1))
    throw new RangeError(`holdBack: expected a fraction between 0 and 1, got ${fraction}`);
  const state = stateOf(random);
  const parts = new Map<string, Sample[]>();
  for (const sample of manifest.samples) {
    const key = partKey(sample);
    const together = parts.get(key);
    if (together) together.push(sample);
    else parts.set(key, [sample]);
  }
  const whole = [...parts.values()].filter((samples) => samples.every(isNormalTraining));
  if (whole.length < 2)
    throw new RangeError(
      `holdBack: expected at least 2 parts with normal training images alone, got ${whole.length}; add normal images, or train without a validation side`,
    );
  const { samples } = splitByPart(
    { ...manifest, samples: whole.flat() },
    { fractions: { train: 1 - fraction, validation: fraction, test: 0 }, random },
  );
  const splitOf = new Map(samples.map(({ id, split }) => [id, split]));
  return {
    ...manifest,
    samples: manifest.samples.map((sample) => ({
      ...sample,
      split: splitOf.get(sample.id) ?? sample.split,
    })),
    splits: "made",
    provenance: {
      function: "holdBack",
      fraction,
      random: state,
      of: manifest.provenance ?? null,
    },
  };
}

function isNormalTraining({ split, label }: Sample): boolean {
  return split === "train" && label === 0;
}

import { readSample } from "@flawlens/datasets";
import type { Manifest } from "@flawlens/datasets";

/** Images that are looked at. */
const looked = 15;
/** Sides are multiples of it, which networks that halve images five times divide. */
const step = 32;
/** Longer images are squeezed. */
const longest = 3;
/** Smaller images are enlarged: networks see little in fewer pixels than a square of this side has. */
const least = 256;

/**
 * A size in the usual proportions of a data set's normal images: those of the middle one of up to 15, by height over
 * width. It has about as many pixels as a square of the given side, or as the images usually have where these are
 * fewer, since enlarging shows nothing new, but not fewer than a square of 256. Sides are multiples of 32. Images that
 * cannot be read are passed over; where there is no other, the size is square.
 *
 * @returns `[height, width]` in pixels.
 *
 * @example
 * await proportionalSize(manifest, 384); // => [320, 480] for images of 1000 x 1500
 */
export async function proportionalSize(
  manifest: Manifest,
  side: number,
): Promise<[height: number, width: number]> {
  const normal = manifest.samples.filter(({ label }) => label === 0);
  const every = Math.max(1, Math.floor(normal.length / looked));
  const chosen = normal.filter((_, i) => i % every === 0).slice(0, looked);
  const sizes: { height: number; width: number }[] = [];
  for (const sample of chosen)
    try {
      const { image } = await readSample(manifest, sample, { masks: false, height: 8, width: 8 });
      sizes.push(image.original);
    } catch {
      // The check of all files, which comes later, says what is wrong with it.
    }
  const usual = middle(sizes.map(({ height, width }) => height / width)) ?? 1;
  const own = middle(sizes.map(({ height, width }) => Math.sqrt(height * width))) ?? side;
  const taken = Math.min(side, Math.max(least, own));
  const ratio = Math.min(longest, Math.max(1 / longest, usual));
  const toStep = (length: number) => Math.max(step, step * Math.round(length / step));
  return [toStep(taken * Math.sqrt(ratio)), toStep(taken / Math.sqrt(ratio))];
}

function middle(values: number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

import { readSample } from "@flawlens/datasets";
import type { Manifest } from "@flawlens/datasets";

/** Images that are looked at. */
const looked = 15;
/** Sides are multiples of it, which networks that halve images five times divide. */
const step = 32;
/** Longer images are squeezed. */
const longest = 3;

/**
 * A size with about as many pixels as a square of the given side, in the usual proportions of a data set's normal
 * images: those of the middle one of up to 15, by height over width. Sides are multiples of 32. Images that cannot be
 * read are passed over; where there is no other, the size is square.
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
  const ratios: number[] = [];
  for (const sample of chosen)
    try {
      const { image } = await readSample(manifest, sample, { masks: false, height: 8, width: 8 });
      ratios.push(image.original.height / image.original.width);
    } catch {
      // The check of all files, which comes later, says what is wrong with it.
    }
  ratios.sort((a, b) => a - b);
  const usual = ratios[ratios.length >> 1] ?? 1;
  const ratio = Math.min(longest, Math.max(1 / longest, usual));
  const toStep = (length: number) => Math.max(step, step * Math.round(length / step));
  return [toStep(side * Math.sqrt(ratio)), toStep(side / Math.sqrt(ratio))];
}

import type { Image, Mask } from "@flawlens/datasets";
import { subset } from "@flawlens/detector";
import type { ImageSource } from "@flawlens/detector";
import type { AugmentImage } from "./augmentImage.ts";

/** Pixels around the mask that are pasted with it, and the width of the ring beyond whose light is compared. */
const [margin, ringWidth] = [3, 6];
/** Half the window of the mean that softens the edge; it is taken twice. */
const softness = 2;
/** Largest factor, and its inverse the smallest, by which a defect's light is changed. */
const largestGain = 3;

/**
 * An augmentation that shows each defect on other objects: the pixels under the mask, with a soft edge, are put onto a
 * normal image, at the same place, and scaled so that the ring around the mask has the mean light that it has there.
 * With few objects that show a type, a network learns the objects by heart; pasted defects tell it what to look at.
 * Images without a mask, normal ones too, stay as they are.
 *
 * @param source - The training images; backgrounds are drawn evenly from those with label 0.
 * @param options - `probability`: chance that a defect is pasted, default 0.5.
 * @throws {RangeError} If the probability is outside [0, 1], or no image is normal.
 *
 * @example
 * const augmentation = pasteDefects(source);
 * for await (const event of fitFcdd(model, { source, masks: true, augmentation, cachedVariants: 4, ...options })) ...
 */
export function pasteDefects(source: ImageSource, { probability = 0.5 } = {}): AugmentImage {
  if (!(probability >= 0 && probability <= 1))
    throw new RangeError(`pasteDefects: expected a probability in [0, 1], got ${probability}`);
  const normals = subset(source, ({ label }) => label === 0);
  if (normals.samples.length === 0)
    throw new RangeError("pasteDefects: expected normal images to paste onto, got none");
  return async ({ image, mask }, random) => {
    if (!mask?.data.includes(1) || random() >= probability) return { image, mask };
    const background = await normals.read(Math.floor(random() * normals.samples.length));
    return { image: pasted(image, mask, background), mask };
  };
}

/** The masked pixels of an image on a background of the same size. */
function pasted(image: Image, mask: Mask, background: Image): Image {
  const size = mask;
  const inner = dilated(mask.data, size, margin);
  const outer = dilated(inner, size, ringWidth);
  const gain = gainOf(image, background, (i) => outer[i] === 1 && inner[i] === 0);
  const soft = windowMeans(windowMeans(inner, size, softness), size, softness);
  const data = new Uint8Array(image.data.length);
  for (const [i, marked] of mask.data.entries()) {
    const alpha = marked === 1 ? 1 : soft[i];
    for (let c = 3 * i; c < 3 * i + 3; c++) {
      const value = alpha * gain * image.data[c] + (1 - alpha) * background.data[c];
      data[c] = Math.min(255, Math.round(value));
    }
  }
  return { ...image, data };
}

/** How much lighter the background is than the image, in the mean over the chosen pixels. */
function gainOf(image: Image, background: Image, chosen: (pixel: number) => boolean): number {
  let [own, other] = [0, 0];
  for (const [c, value] of image.data.entries())
    if (chosen(Math.floor(c / 3))) {
      own += value;
      other += background.data[c];
    }
  if (own === 0) return 1;
  return Math.min(largestGain, Math.max(1 / largestGain, other / own));
}

/** Marked is what has a marked pixel in the window around it. */
function dilated(marked: ArrayLike<number>, size: Mask, radius: number): Uint8Array {
  return Uint8Array.from(windowMeans(marked, size, radius), (mean) => (mean > 0 ? 1 : 0));
}

/** The mean of the `2·radius + 1` pixels a side around each pixel, of those inside the image. */
function windowMeans(
  values: ArrayLike<number>,
  { height, width }: { height: number; width: number },
  radius: number,
): Float64Array {
  const result = Float64Array.from(values);
  for (let y = 0; y < height; y++) averageLine(result, y * width, 1, width, radius);
  for (let x = 0; x < width; x++) averageLine(result, x, width, height, radius);
  return result;
}

/** The same along one line, in place: `count` values from `start`, `step` apart. */
function averageLine(
  values: Float64Array,
  start: number,
  step: number,
  count: number,
  radius: number,
): void {
  // prettier-ignore
  const sums = new Float64Array(count + 1); // of all values before
  for (let i = 0; i < count; i++) sums[i + 1] = sums[i] + values[start + i * step];
  for (let i = 0; i < count; i++) {
    const [from, to] = [Math.max(0, i - radius), Math.min(count, i + radius + 1)];
    values[start + i * step] = (sums[to] - sums[from]) / (to - from);
  }
}

import { applyAugmentation } from "@flawlens/datasets";
import type { Augmentation, Mask } from "@flawlens/datasets";

/** A mask rotated and shifted as its image is; pixels from outside of the image are normal. */
export function movedMask(mask: Mask, change: Augmentation | null): Mask {
  if (change === null) return mask;
  const { height, width } = mask;
  const data = Uint8Array.from({ length: 3 * mask.data.length }, (_, i) => mask.data[Math.floor(i / 3)]); // prettier-ignore
  const picture = { data, height, width, channels: 3, original: { height, width } } as const;
  const moved = applyAugmentation(picture, { ...change, brightness: 1, contrast: 1 });
  return { data: mask.data.map((_, i) => moved.data[3 * i]), height, width };
}

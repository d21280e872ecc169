import type { Image, Mask } from "@flawlens/datasets";

/** An image and, where it is known, its mask of the same size. */
export interface MaskedImage {
  image: Image;
  mask: Mask | null;
}

/** Changes an image before the network sees it in training, and moves its mask alike; sizes stay as they are. */
export type AugmentImage = (
  given: MaskedImage,
  random: () => number,
) => MaskedImage | Promise<MaskedImage>;

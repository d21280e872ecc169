import { applyAugmentation, drawAugmentation } from "@flawlens/datasets";
import type { AugmentImage } from "../training/augmentImage.ts";
import { drawMirror, mirrored } from "./_mirrored.ts";
import { movedMask } from "./_movedMask.ts";
import type { FcddConfig } from "./fcddConfig.ts";

/** What a configuration does to training images, and to their masks; nothing where it says so. */
export function augmentationOf({
  augmentation,
}: Pick<FcddConfig, "augmentation">): AugmentImage | undefined {
  if (!augmentation) return undefined;
  const { flip, ...options } = augmentation;
  return ({ image, mask }, random) => {
    const change = drawAugmentation(random, options);
    const mirror = flip ? drawMirror(random) : { leftRight: false, upDown: false };
    return {
      image: mirrored(applyAugmentation(image, change), 3, mirror),
      mask: mask && mirrored(movedMask(mask, change), 1, mirror),
    };
  };
}

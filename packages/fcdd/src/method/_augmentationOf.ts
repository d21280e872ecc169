import { augment } from "@flawlens/datasets";
import type { AugmentImage } from "../training/augmentImage.ts";
import { mirrored } from "./_mirrored.ts";
import type { FcddConfig } from "./fcddConfig.ts";

/** What a configuration does to training images; nothing where it says so. */
export function augmentationOf({
  augmentation,
}: Pick<FcddConfig, "augmentation">): AugmentImage | undefined {
  if (!augmentation) return undefined;
  const { flip, ...options } = augmentation;
  return (image, random) => {
    const changed = augment(image, { random, ...options });
    return flip ? mirrored(changed, random) : changed;
  };
}

import { applyAugmentation, drawAugmentation } from "@flawlens/datasets";
import type { ImageSource } from "@flawlens/detector";
import type { AugmentImage } from "../training/augmentImage.ts";
import { pasteDefects } from "../training/pasteDefects.ts";
import { drawMirror, mirrored, unmirrored } from "./_mirrored.ts";
import { movedMask } from "./_movedMask.ts";
import type { FcddConfig } from "./fcddConfig.ts";

/** What a configuration does to training images, and to their masks; nothing where it says so. */
export function augmentationOf(
  { augmentation }: Pick<FcddConfig, "augmentation">,
  source: ImageSource,
): AugmentImage | undefined {
  if (!augmentation) return undefined;
  const { flip, turn, paste, ...options } = augmentation;
  const onOthers = paste > 0 ? pasteDefects(source, { probability: paste }) : null;
  return async (given, random) => {
    const { image, mask } = onOthers ? await onOthers(given, random) : given;
    const change = drawAugmentation(random, options);
    const mirror = flip ? drawMirror(random, { turn }) : unmirrored;
    return {
      image: mirrored(applyAugmentation(image, change), 3, mirror),
      mask: mask && mirrored(movedMask(mask, change), 1, mirror),
    };
  };
}

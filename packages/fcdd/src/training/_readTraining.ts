import type { ImageSource } from "@flawlens/detector";
import type { AugmentImage, MaskedImage } from "./augmentImage.ts";

/** How training images are read. */
export interface ReadTrainingOptions {
  source: ImageSource;
  /** Whether the masks of anomalous images are read; without it no image has one. */
  masks: boolean;
}

/** One training image as the network is to see it. */
export async function readTraining(
  { source, masks }: ReadTrainingOptions,
  index: number,
  augmentation: AugmentImage | undefined,
  random: () => number,
): Promise<MaskedImage> {
  const wanted = masks && source.samples[index].label === 1;
  const [image, mask] = await Promise.all([
    source.read(index),
    wanted ? source.readMask(index) : null,
  ]);
  return augmentation ? augmentation({ image, mask }, random) : { image, mask };
}

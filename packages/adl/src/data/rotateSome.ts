import type { Image } from "@flawlens/datasets";
import { rotate } from "@flawlens/sampling";

/** Changes a normal image before it is used; a new image of the same size. */
export type AugmentImage = (image: Image, random: () => number) => Image;

/** The paper's augmentation: 3 images in 10 are turned by U(-90, 90) degrees, black where nothing was. */
export const rotateSome: AugmentImage = (image, random) => {
  const [turned, degrees] = [random() < 0.3, -90 + 180 * random()];
  return turned ? rotate(image, degrees) : image;
};

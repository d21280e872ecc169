import type { Image } from "@flawlens/datasets";

/** Changes an image before the network sees it in training; gives a new image of the same size. */
export type AugmentImage = (image: Image, random: () => number) => Image | Promise<Image>;

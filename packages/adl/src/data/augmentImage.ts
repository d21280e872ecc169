import type { Image } from "@flawlens/datasets";

/** Changes a normal image before it is used; a new image of the same size. */
export type AugmentImage = (image: Image, random: () => number) => Image;

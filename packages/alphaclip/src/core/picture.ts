import type { Image } from "@flawlens/datasets";

/** Pixels of a picture: `[height, width, 3]`, 8 bits a channel. */
export type Picture = Pick<Image, "data" | "height" | "width">;

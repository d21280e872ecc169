import type { Grid } from "@flawlens/metrics";

import type { Picture } from "./picture.ts";

/** What embeds texts and regions of images in one space: `createAlphaClip`, or an exported file. */
export interface RegionEmbedder {
  /** Embeds texts as vectors of Euclidean length 1. */
  embedTexts(texts: readonly string[]): Promise<Float32Array[]>;
  /** Embeds regions of one image, given by masks of its size, as vectors of Euclidean length 1. */
  embedRegions(image: Picture, masks: readonly Grid[]): Promise<Float32Array[]>;
}

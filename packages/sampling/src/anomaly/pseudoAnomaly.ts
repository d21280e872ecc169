import type { Random } from "../randomStream.ts";
import type { PixelImage, PixelMask } from "./pixelImage.ts";

/** What every call of a {@link PseudoAnomaly} takes. */
export interface PseudoAnomalyOptions {
  /** The source of randomness. */
  random: Random;
  /** Where an anomaly may be: not 0 there, of the image's size; default anywhere. */
  foreground?: { data: ArrayLike<number>; height: number; width: number };
}

/** A normal image made anomalous. */
export interface PseudoAnomalyResult<I extends PixelImage> {
  /** As the argument, with data of the same type; the argument is not changed. */
  image: I;
  /** The pixels that were changed. */
  mask: PixelMask;
  /** 1 anomalous, 0 normal. */
  label: 0 | 1;
}

/** What makes anomalies out of normal images: `perlinAnomaly`, `cutPaste`, `cutMix`, or a function of yours. */
export type PseudoAnomaly = <I extends PixelImage>(
  image: I,
  options: PseudoAnomalyOptions,
) => PseudoAnomalyResult<I>;

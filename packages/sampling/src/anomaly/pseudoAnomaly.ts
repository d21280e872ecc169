import type { Random } from "../randomStream.ts";
import type { PixelImage, PixelMask } from "./pixelImage.ts";

/** What every call of a {@link PseudoAnomaly} takes. */
export interface PseudoAnomalyOptions {
  /** The source of randomness. */
  random: Random;
  /** The pixels that may be changed: those that are not 0. It has the image's size; default all pixels. */
  foreground?: { data: ArrayLike<number>; height: number; width: number };
}

/** A normal image made anomalous. */
export interface PseudoAnomalyResult<I extends PixelImage> {
  /** The changed image, with data of the same type as the argument, which is not changed. */
  image: I;
  /** The pixels that were changed. */
  mask: PixelMask;
  /** 1 if the image is now anomalous, 0 if it is still normal. */
  label: 0 | 1;
}

/** A function that makes an anomalous image of a normal one: `perlinAnomaly`, `cutPaste`, `cutMix`, or one of your own. */
export type PseudoAnomaly = <I extends PixelImage>(
  image: I,
  options: PseudoAnomalyOptions,
) => PseudoAnomalyResult<I>;

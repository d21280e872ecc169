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

/** A function that makes an anomalous image of a normal one: `perlinAnomaly`, `cutPaste`, `cutMix`, or one of your own. */
export type PseudoAnomaly = <I extends PixelImage>(
  image: I,
  options: PseudoAnomalyOptions,
) => PseudoAnomalyResult<I>;

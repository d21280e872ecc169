import type { ImageSource } from "@flawlens/detector";
import type { PseudoAnomaly, RandomStream } from "@flawlens/sampling";
import type { Batch, FitOptions, LoadedCheckpoint } from "@flawlens/training";
import type { AugmentImage } from "../data/augmentImage.ts";
import type { MissingMask } from "../data/_readFewShot.ts";
import type { Reference } from "../loss/deviationLoss.ts";
import type { Backbone } from "../network/backbone.ts";

/** How a detector is trained. */
export interface FitAdlOptions extends Pick<
  FitOptions<Batch>,
  "optimizer" | "checkpoint" | "signal" | "readEvery" | "prefetch"
> {
  /** Images taken as normal; some may not be. */
  nominal: Pick<ImageSource, "samples" | "read">;
  /** A few anomalies that are known; default none. */
  fewShot?: ImageSource;
  /** Draws of few-shot images in the list of anomalies; default a fifth of the nominal images, as for MVTec AD. */
  fewShotSlots?: number;
  /**
   * What to do with a few-shot image without a mask; default "refuse". "imageOnly": it trains all but the
   * segmentation.
   */
  missingMask?: MissingMask;
  /** Makes anomalies of nominal images; default `perlinAnomaly()`. Pass `null` to train on few-shot images alone. */
  pseudo?: PseudoAnomaly | null;
  /** Changes nominal images, also before they become pseudo-anomalies; default `rotateSome`. */
  augmentation?: AugmentImage;
  /** Images in a batch, half of them nominal; default 48. */
  batchSize?: number;
  /** Optimiser steps in an epoch; default 20. */
  stepsPerEpoch?: number;
  /** Epochs of the training; default the mode's. */
  epochs?: number;
  /** The reference scores of the deviation loss: drawn anew for each batch (default), or given. */
  reference?: "drawn" | Reference;
  /** The run's randomness. Streams are split off it. */
  random: RandomStream;
  /**
   * How many versions of each nominal image, and how many pseudo-anomalies of it, are made once and have their
   * features kept. The backbone must be frozen. A step draws one of them, each equally likely. With 0, images
   * and features are made anew in every step. Default 0.
   */
  cachedVariants?: number;
  /** Memory that kept features may take; default 4 GiB. */
  cacheBytes?: number;
  /** A checkpoint to go on from, as `restoreDetector` gives it. */
  resume?: LoadedCheckpoint;
}

/** Refuses options that cannot work. */
export function checkFitAdlOptions(
  { backbone }: { backbone: Pick<Backbone, "name" | "trainable"> },
  { nominal, fewShotSlots, batchSize = 48, cachedVariants = 0 }: FitAdlOptions,
): void {
  if (nominal.samples.length === 0)
    throw new RangeError("fitAdl: expected nominal images, got none");
  if (!Number.isSafeInteger(batchSize) || batchSize < 2)
    throw new RangeError(
      `fitAdl: expected a batchSize of at least 2, half normal and half anomalous, got ${batchSize}`,
    );
  if (fewShotSlots !== undefined && !(Number.isSafeInteger(fewShotSlots) && fewShotSlots >= 0))
    throw new RangeError(
      `fitAdl: expected a whole number of at least 0 as fewShotSlots, got ${fewShotSlots}`,
    );
  if (!Number.isSafeInteger(cachedVariants) || cachedVariants < 0)
    throw new RangeError(
      `fitAdl: expected a whole number of at least 0 as cachedVariants, got ${cachedVariants}`,
    );
  if (cachedVariants > 0 && backbone.trainable)
    throw new RangeError(
      `fitAdl: expected cachedVariants 0 for ${backbone.name}, whose features change as it trains, got ${cachedVariants}`,
    );
}

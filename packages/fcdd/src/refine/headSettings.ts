import { convHead } from "../head/convHead.ts";
import type { Head } from "../head/head.ts";
import { multiTypeLoss, releasedLoss } from "../loss/multiTypeLoss.ts";
import type { Loss } from "../loss/multiTypeLoss.ts";
import { withCellLoss } from "../loss/withCellLoss.ts";
import { pseudoHuberMaps, softmaxMaps } from "../maps/activation.ts";
import type { Activation } from "../maps/activation.ts";
import type { Smoothing } from "../maps/smoothing.ts";
import { gaussianSmoothing, noSmoothing } from "../maps/smoothing.ts";

/**
 * Head, activation, loss and smoothing as plain JSON, under the names of the configuration. They are written into the
 * detector's file, so that its head can be trained further from the file alone.
 */
export interface HeadSettings {
  /** Options of `convHead`. */
  head: { widths: number[]; kernel: number; normalizeInput: boolean; dropout: number };
  maps: "pseudoHuber" | "softmax";
  /** Standard deviation of `gaussianSmoothing` in cells; `null` for none. */
  smoothing: number | null;
  loss: "equation3" | "released";
  topFraction: number;
  labelLoss: "all" | "unmasked";
  /** Weight of `withCellLoss`; 0 for none. */
  maskWeight: number;
}

/** The parts that settings describe. */
export interface HeadParts {
  head: Head;
  activation: Activation;
  loss: Loss;
  smoothing: Smoothing;
}

/**
 * Makes the parts that settings describe.
 *
 * @throws {RangeError} If a setting is outside its range.
 */
export function headParts(settings: HeadSettings): HeadParts {
  const { head, maps, smoothing, loss, topFraction, labelLoss, maskWeight } = settings;
  const unmaskedOnly = labelLoss === "unmasked";
  const ofImages =
    loss === "released" ? releasedLoss : multiTypeLoss({ topFraction, unmaskedOnly });
  return {
    head: convHead(head),
    activation: maps === "softmax" ? softmaxMaps : pseudoHuberMaps,
    smoothing: smoothing === null ? noSmoothing : gaussianSmoothing(smoothing),
    loss: maskWeight > 0 ? withCellLoss(ofImages, maskWeight) : ofImages,
  };
}

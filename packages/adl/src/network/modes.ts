import { referenceFusion } from "../cues/cues.ts";
import type { Cues } from "../cues/cues.ts";
import { clusterRelabel, noRelabel, rankRelabel } from "../loss/relabel.ts";
import type { Relabel } from "../loss/relabel.ts";

/**
 * The choices in which the released code and the text of the paper differ, as a record, so that each can be
 * changed alone.
 */
export interface Mode {
  name: string;
  /** How coarse features come to the resolution of fine ones: up-blocks that learn, or interpolation. */
  upsampling: "learned" | "bilinear";
  /** New targets of the classifier after burn-in. */
  relabel: Relabel;
  /** Fraction of the batches after burn-in that take them. */
  relabelFraction: number;
  /** Whether weighted losses, whose weights already sum to 1, are divided by the batch size once more. */
  meanOfWeighted: boolean;
  /** Order α of the alpha-divergence that weights samples. */
  alpha: number;
  /** λ of equation 6, above 0: small values make the weights uneven. */
  lambda: number;
  /** Whether λ falls from ten times its value after burn-in. */
  annealLambda: boolean;
  /** a of equation 3. */
  margin: number;
  /** Fraction of the steps that weigh all samples alike and believe the labels. */
  burnInFraction: number;
  /** Weights of the cues in the score of an image. */
  fusion: Cues;
  /**
   * How gradient maps are fused. "accumulated": one map of the sum of the cues' input gradients
   * beside the cues' feature gradients, averaged. "averaged": the mean of the cues' own maps.
   */
  saliency: "accumulated" | "averaged";
  /** The cues whose gradient maps are fused. */
  mapCues: readonly (keyof Cues)[];
  /** What the segmentation cue is made of where its gradient is taken: the released script takes raw logits. */
  mapSegmentation: "logits" | "probabilities";
  /** Epochs of the published training. */
  epochs: number;
}

/** The released multi-cue code. */
export const referenceMode: Mode = {
  name: "reference",
  upsampling: "learned",
  relabel: rankRelabel,
  relabelFraction: 0.6,
  meanOfWeighted: true,
  alpha: 0.1,
  lambda: 0.1,
  annealLambda: false,
  margin: 10,
  burnInFraction: 0.06,
  fusion: referenceFusion,
  saliency: "accumulated",
  mapCues: ["deviation", "entropy", "segmentation"],
  mapSegmentation: "logits",
  epochs: 24,
};

/** The paper as its prose has it: interpolated features, plain cross-entropy, weighted sums, averaged maps. */
export const paperMode: Mode = {
  ...referenceMode,
  name: "paper",
  upsampling: "bilinear",
  relabel: noRelabel,
  relabelFraction: 0,
  meanOfWeighted: false,
  saliency: "averaged",
  mapSegmentation: "probabilities",
  epochs: 25,
};

/** The parent method, ADL: its relabelling, and the deviation alone as score and map. */
export const adlMode: Mode = {
  ...referenceMode,
  name: "adl",
  relabel: clusterRelabel,
  fusion: { deviation: 1, entropy: 0, segmentation: 0 },
  mapCues: ["deviation"],
  epochs: 25,
};

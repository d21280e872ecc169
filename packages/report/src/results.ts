import type { Decision } from "./_countDecisions.ts";

/** How well scores and maps agree with the ground truth: fractions in `[0, 1]`, `null` where undefined. */
export interface Scores {
  imageAuroc: number | null;
  imageAveragePrecision: number | null;
  imageF1Max: number | null;
  pixelAuroc: number | null;
  pixelAveragePrecision: number | null;
  pixelF1Max: number | null;
  aupro: number | null;
}

/** The scores that come from pixels. */
export type PixelScores = Pick<
  Scores,
  "pixelAuroc" | "pixelAveragePrecision" | "pixelF1Max" | "aupro"
>;

/** How far each pixel score can be from the exact one, as a fraction. */
export type PixelErrors = Record<keyof PixelScores, number>;

/**
 * How pixels were ranked: every pixel by itself (`exact`), or counted in bins of scores (`bounded`), where each exact
 * score surely lies within `errors` of the one that is told, in every row.
 */
export type PixelRanking = { ranking: "exact" } | { ranking: "bounded"; errors: PixelErrors };

/** The scores of one defect type against the rest. */
export interface TypeScores extends Scores {
  /** Test images that show this type. */
  support: number;
  /** The stored image threshold, chosen on validation data; `null` where there is none. */
  threshold: number | null;
}

/** Images that some scores leave out, because what these scores need is not known of the images. */
export interface LeftOutImages {
  /** What is not known. Images of unknown `mask` are anomalous and have none: nobody knows which of their pixels are. */
  unknown: "label" | "type" | "mask";
  /** How many images there are. */
  images: number;
  /** The keys of results that leave them out: scores, or `types` and `macro` as a whole. */
  scores: string[];
  /** The ids of the images, at most the first hundred. */
  ids: string[];
}

/** What the stored threshold decided on test images, and what it was chosen for. */
export interface StoredDecision extends Decision {
  /**
   * The fraction of new normal images that the threshold is expected to call anomalous at most, to be compared with
   * `falseAlarms / negatives`; `null` where its rule promises nothing, absent where that is not known.
   */
  expectedFalseAlarmFraction?: number | null;
}

/** What one evaluation found: the contents of `results.json`, the same for every method. */
export interface Results {
  method: string;
  engine: { name: string; provider: string; threads: number };
  seed: number;
  /** `hash` names the exact list of samples; the rest counts images. */
  dataset: { name: string; hash: string; train: number; validation: number; test: number };
  /** Plain mean over the types for which the score is defined. */
  macro: Scores;
  types: Record<string, TypeScores>;
  /** The scores of any defect against normal. */
  any: Scores;
  /** The decisions by the stored threshold for any defect; absent where there is none, or it is not known. */
  decisions?: StoredDecision;
  /** The scores of any defect against normal within each object category, where there are several. */
  categories?: Record<string, Scores>;
  /**
   * Mean over anomalous images of each image's own pixel AUROC; `null` where no mask allows it. The released
   * code of multi-cue ADL calls this its pixel AUROC.
   */
  meanImagePixelAuroc: number | null;
  /** Images that some scores leave out, by what is not known of them; empty where everything is known. */
  leftOut: LeftOutImages[];
  /** How pixels were ranked; `null` where no pixel score is defined. */
  pixels: PixelRanking | null;
  /** One sentence for each type left out of `macro`, in part or whole: `type: reason`. */
  undefinedTypes: string[];
  seconds: { train: number; evaluate: number };
  /** Most memory that the process held while it trained, in bytes; `null` where that is not known. */
  peakMemory: number | null;
  versions: Record<string, string>;
  config: unknown;
}

/** The names of {@link PixelScores}. */
export const pixelScoreNames = [
  "pixelAuroc",
  "pixelAveragePrecision",
  "pixelF1Max",
  "aupro",
] as const satisfies readonly (keyof PixelScores)[];

/** The names of {@link Scores}, in the order of every table. */
export const scoreNames = [
  "imageAuroc",
  "imageAveragePrecision",
  "imageF1Max",
  ...pixelScoreNames,
] as const satisfies readonly (keyof Scores)[];

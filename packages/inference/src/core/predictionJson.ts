import type { Prediction } from "./prediction.ts";
import type { FoundRegion } from "./region.ts";
import type { TypeVerdict, Verdict } from "./verdict.ts";

/** A prediction as programs write and send it; plain JSON. What is not known is null. */
export interface PredictionJson {
  verdict: Verdict;
  /** Higher is more anomalous; null where it is no finite number, see `notFinite`. */
  score: number | null;
  threshold: number | null;
  /** The score in [0, 1], one half at the threshold; null without a threshold or a finite score. */
  normalizedScore: number | null;
  types: TypeJson[];
  /** Highest peak first within a type, in pixels of the original image; absent where they were not asked for. */
  regions?: RegionJson[];
  /** The verdict and its reason in words. */
  explanation: string;
  /** Numbers that JSON cannot hold, by their place in this object: `NaN`, `Infinity` or `-Infinity`. */
  notFinite?: Record<string, string>;
}

/** The verdict on one type. */
export interface TypeJson {
  type: string;
  verdict: Verdict;
  score: number | null;
  threshold: number | null;
}

/** A region of a map. */
export interface RegionJson {
  /** The type of the defect; null where no single type accounts for the image. */
  type: string | null;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Pixels in the region, of the box's width times height. */
  area: number;
  /** The highest value of the map in it. */
  peak: number;
  /** Only the strongest place of an image on which no place reaches the map threshold. */
  weak: boolean;
}

/** What of a prediction the JSON is made of. */
export type PredictionFields = Pick<
  Prediction,
  "score" | "threshold" | "normalizedScore" | "verdict" | "explanation"
> & {
  regions?: readonly FoundRegion[];
  types: Record<string, Omit<TypeVerdict, "normalizedScore">>;
};

/**
 * A prediction as plain JSON: a score that is not finite becomes null, and `notFinite` says which it was.
 *
 * @param prediction - A `Prediction`, or a `ScorePrediction`: the JSON of that has no regions.
 */
export function predictionJson(prediction: PredictionFields): PredictionJson {
  const { score, threshold, normalizedScore, verdict, types, regions, explanation } = prediction;
  const notFinite: Record<string, string> = {};
  const finite = (value: number, place: string): number | null => {
    if (Number.isFinite(value)) return value;
    notFinite[place] = String(value);
    return null;
  };
  const json: PredictionJson = {
    verdict,
    score: finite(score, "score"),
    threshold,
    normalizedScore,
    types: Object.entries(types).map(([type, of], i) => ({
      type,
      verdict: of.verdict,
      score: finite(of.score, `types[${i}].score`),
      threshold: of.threshold,
    })),
    ...(regions && { regions: regions.map(regionJson) }),
    explanation,
  };
  return Object.keys(notFinite).length > 0 ? { ...json, notFinite } : json;
}

function regionJson({ type, box, area, peak, weak }: FoundRegion): RegionJson {
  return { type, ...box, area, peak: peak.value, weak };
}

import { predictionJson } from "@flawlens/inference/core";
import type { PredictionFields, PredictionJson, RegionJson } from "@flawlens/inference/core";

/** What `flawlens predict` writes of one image; plain JSON. What is not known is null. */
export interface PredictionRecord extends Omit<PredictionJson, "explanation"> {
  path: string;
  /** In pixels of the original image; empty where the image could not be read, as is `types`. */
  regions: RegionJson[];
  /** The time for reading and scoring, without overlays. */
  milliseconds: number | null;
  /** The verdict in words, or why there is none: an image that could not be read is `undecided`. */
  note: string;
}

/** The record of an image that was scored. */
export function predictionRecord(
  path: string,
  prediction: PredictionFields & Required<Pick<PredictionFields, "regions">>,
  milliseconds: number,
): PredictionRecord {
  const { explanation, regions = [], ...json } = predictionJson(prediction);
  return {
    path,
    ...json,
    regions,
    milliseconds: Math.round(10 * milliseconds) / 10,
    note: explanation,
  };
}

/** The record of an image that could not be read: nothing is known of it. */
export function unreadRecord(path: string, reason: string): PredictionRecord {
  return {
    path,
    verdict: "undecided",
    score: null,
    threshold: null,
    normalizedScore: null,
    types: [],
    regions: [],
    milliseconds: null,
    note: reason,
  };
}

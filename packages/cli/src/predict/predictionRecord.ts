import type { Prediction, Verdict } from "@flawlens/inference";

/** What `flawlens predict` writes of one image; plain JSON. What is not known is null. */
export interface PredictionRecord {
  path: string;
  /** `undecided` too where the image could not be read. */
  verdict: Verdict;
  score: number | null;
  threshold: number | null;
  normalizedScore: number | null;
  types: TypeRecord[];
  /** Regions, in pixels of the original image. */
  regions: RegionRecord[];
  /** The time for reading and scoring, without overlays. */
  milliseconds: number | null;
  /** The verdict in words, or why there is none. */
  note: string | null;
}

interface TypeRecord {
  type: string;
  verdict: Verdict;
  score: number | null;
  threshold: number | null;
}

export interface RegionRecord {
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
}

/** The record of an image that was scored. */
export function predictionRecord(
  path: string,
  prediction: Pick<
    Prediction,
    "score" | "threshold" | "normalizedScore" | "verdict" | "regions" | "explanation"
  > & { types: Record<string, { verdict: Verdict; score: number; threshold: number | null }> },
  milliseconds: number,
): PredictionRecord {
  const { score, threshold, normalizedScore, verdict, types, regions, explanation } = prediction;
  return {
    path,
    verdict,
    score: finite(score),
    threshold,
    normalizedScore,
    types: Object.entries(types).map(([type, of]) => ({
      type,
      verdict: of.verdict,
      score: finite(of.score),
      threshold: of.threshold,
    })),
    regions: regions.map(({ type, box, area, peak }) => ({ type, ...box, area, peak: peak.value })),
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

/** JSON has no NaN. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

import { anyMap } from "./anyMap.ts";
import type { DetectorMetadata, TypeCalibration } from "./detectorMetadata.ts";
import { findRegions } from "./findRegions.ts";
import type { Region } from "./findRegions.ts";
import { normalizedScore } from "./normalizedScore.ts";
import { resizeMap } from "./resizeMap.ts";
import type { AnomalyMap } from "./resizeMap.ts";

/** A verdict on one image: of one type, or of any defect. */
export interface TypeScore {
  /** Raw, higher = more anomalous. */
  score: number;
  /** In `[0, 1]` by the calibration stored with the model; 0.5 at the threshold. */
  normalizedScore: number;
  /** `null` where validation had no image to set it by. */
  threshold: number | null;
  /** `score >= threshold`; `null` where there is no threshold. */
  predictedLabel: 0 | 1 | null;
}

/**
 * The verdict on one image, without maps. The image's own `score`, of any defect, is the sum of the
 * types' scores and has a threshold of its own: an image can be anomalous without one type that is
 * sure of it, and the other way round.
 */
export interface ScorePrediction extends TypeScore {
  types: Record<string, TypeScore>;
}

/** {@link TypeScore} and where the type was seen. */
export interface TypePrediction extends TypeScore {
  /** Raw values at the network's own resolution. */
  map: AnomalyMap;
  /** Raw values in the original image's pixels; computed when first read. */
  readonly anomalyMap: AnomalyMap;
}

/** The verdict on one image, and where it comes from. */
export interface Prediction extends ScorePrediction {
  types: Record<string, TypePrediction>;
  /** Any defect: the sum of the types' maps, at the network's own resolution. */
  map: AnomalyMap;
  /** The same in the original image's pixels; computed when first read. */
  readonly anomalyMap: AnomalyMap;
  /**
   * Connected parts of the maps of the types predicted anomalous, in the original image's
   * pixels, type by type, highest peak first; computed when first read.
   */
  readonly regions: Region[];
}

/**
 * Raw scores of one image, in the order of `metadata.types`, as verdicts.
 *
 * @param scores - `[M]`.
 */
export function toScorePrediction(
  metadata: DetectorMetadata,
  scores: ArrayLike<number>,
): ScorePrediction {
  const { types, calibration, any } = metadata;
  let sum = 0;
  for (const k of types.keys()) sum += scores[k];
  return {
    ...verdictOf(sum, any),
    types: Object.fromEntries(
      types.map((type, k) => [type, verdictOf(scores[k], calibration[type])]),
    ),
  };
}

function verdictOf(score: number, calibration: TypeCalibration): TypeScore {
  const { threshold } = calibration;
  return {
    score,
    normalizedScore: normalizedScore(score, calibration),
    threshold,
    predictedLabel: threshold === null ? null : score >= threshold ? 1 : 0,
  };
}

/**
 * Raw scores and maps of one image as a {@link Prediction}. Holds the low-resolution maps
 * only; what is in the original image's pixels is made when it is first read, and kept.
 *
 * @param scores - `[M]`.
 * @param maps - `M` maps at the network's own resolution.
 * @param original - Size of the image as it was stored.
 */
export function toPrediction(
  metadata: DetectorMetadata,
  scores: ArrayLike<number>,
  maps: readonly AnomalyMap[],
  original: { height: number; width: number },
): Prediction {
  const geometry = metadata.receptiveField && { ...metadata.receptiveField, size: metadata.input };
  const enlarged = (map: AnomalyMap) => once(() => resizeMap(map, original, geometry));

  const verdict = toScorePrediction(metadata, scores);
  const types: Record<string, TypePrediction> = {};
  for (const [k, type] of metadata.types.entries()) {
    const anomalyMap = enlarged(maps[k]);
    types[type] = {
      ...verdict.types[type],
      map: maps[k],
      get anomalyMap() {
        return anomalyMap();
      },
    };
  }
  const map = anyMap(maps);
  const anomalyMap = enlarged(map);
  const regions = once(() =>
    metadata.types.flatMap((type) => {
      const { mapThreshold } = metadata.calibration[type];
      if (mapThreshold === null || types[type].predictedLabel !== 1) return [];
      return findRegions(types[type].anomalyMap, mapThreshold, type);
    }),
  );
  return {
    ...verdict,
    types,
    map,
    get anomalyMap() {
      return anomalyMap();
    },
    get regions() {
      return regions();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

export type { AnomalyMap } from "./core/anomalyMap.ts";
export { anyMap } from "./core/anyMap.ts";
export type { MapKind, TypeCalibration } from "./core/calibration.ts";
export { detectorFormat, parseDetectorMetadata } from "./core/detectorMetadata.ts";
export type { DetectorMetadata } from "./core/detectorMetadata.ts";
export { explain } from "./core/explain.ts";
export { findRegions } from "./core/findRegions.ts";
export type { FoundRegion, Region } from "./core/findRegions.ts";
export { displayMap, mapScale, ownScale } from "./core/mapScale.ts";
export type { MapScale } from "./core/mapScale.ts";
export { normalizedScore } from "./core/normalizedScore.ts";
export { onScale } from "./core/onScale.ts";
export { toPrediction, toScorePrediction } from "./core/prediction.ts";
export type {
  Prediction,
  RawPrediction,
  ScorePrediction,
  TypePrediction,
} from "./core/prediction.ts";
export { resizeMap } from "./core/resizeMap.ts";
export type { CellGeometry } from "./core/resizeMap.ts";
export { decide } from "./core/verdict.ts";
export type { Extras, ImageVerdict, TypeVerdict, Verdict, VerdictRules } from "./core/verdict.ts";

export { loadDetector } from "./loadDetector.ts";
export type { LoadOptions } from "./loadDetector.ts";
export type { Detector, OutputName, PredictOptions, RawOutput } from "./detector.ts";
export type { Images } from "./_imageBatches.ts";

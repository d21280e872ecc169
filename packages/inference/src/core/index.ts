export type { AnomalyMap } from "./anomalyMap.ts";
export { anyMap } from "./anyMap.ts";
export type { MapKind, TypeCalibration } from "./calibration.ts";
export type { CellGeometry } from "./cellGeometry.ts";
export type {
  DetectorMetadata,
  Learned,
  ThresholdOrigin,
  TrainablePart,
} from "./detectorMetadata.ts";
export { explain } from "./explain.ts";
export { findRegions } from "./findRegions.ts";
export { displayMap, mapScale, ownScale } from "./mapScale.ts";
export type { MapScale } from "./mapScale.ts";
export { normalizedScore } from "./normalizedScore.ts";
export { onScale } from "./onScale.ts";
export { toPrediction, toScorePrediction } from "./prediction.ts";
export type { Prediction, RawPrediction, ScorePrediction, TypePrediction } from "./prediction.ts";
export { predictionJson } from "./predictionJson.ts";
export type { PredictionFields, PredictionJson, RegionJson, TypeJson } from "./predictionJson.ts";
export type { FoundRegion, Region } from "./region.ts";
export { resizeMap } from "./resizeMap.ts";
export type { ScoreOfMap } from "./scoreWithin.ts";
export type { ValidationScores } from "./validationScores.ts";
export { decide } from "./verdict.ts";
export type { Extras, ImageVerdict, TypeVerdict, Verdict, VerdictRules } from "./verdict.ts";

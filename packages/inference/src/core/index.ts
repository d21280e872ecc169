export type { AnomalyMap } from "./anomalyMap.ts";
export { anyMap } from "./anyMap.ts";
export type { MapKind, TypeCalibration } from "./calibration.ts";
export type { CellGeometry } from "./cellGeometry.ts";
export { createDetector } from "./createDetector.ts";
export type { DetectorParts } from "./createDetector.ts";
export type {
  Detector,
  Images,
  LookOptions,
  OutputName,
  PredictOptions,
  RawOutput,
} from "./detector.ts";
export { cutFrame } from "./cutFrame.ts";
export { detectorFormat, parseDetectorMetadata } from "./detectorMetadata.ts";
export type { DetectorMetadata, ThresholdOrigin } from "./detectorMetadata.ts";
export { explain } from "./explain.ts";
export { imageOutputs } from "./imageOutputs.ts";
export { findRegions } from "./findRegions.ts";
export { framesOf, insideSize } from "./framing.ts";
export type { Frame, Framing, Tiling } from "./framing.ts";
export { lookedAt } from "./lookAt.ts";
export type { LookAt, LookedAt, MaskToLookAt, Point, PolygonsToLookAt } from "./lookAt.ts";
export { displayMap, mapScale, ownScale } from "./mapScale.ts";
export type { MapScale } from "./mapScale.ts";
export { normalizedScore } from "./normalizedScore.ts";
export { onScale } from "./onScale.ts";
export type { Pixels } from "./pixels.ts";
export { toPrediction, toScorePrediction } from "./prediction.ts";
export type { Prediction, RawPrediction, ScorePrediction, TypePrediction } from "./prediction.ts";
export type { FoundRegion, Region } from "./region.ts";
export { predictionJson } from "./predictionJson.ts";
export type { PredictionFields, PredictionJson, RegionJson, TypeJson } from "./predictionJson.ts";
export { resizeMap } from "./resizeMap.ts";
export { resizePixels } from "./resizePixels.ts";
export type { ScoreOfMap } from "./scoreWithin.ts";
export type { OutputTensor, Session, TensorInfo } from "./session.ts";
export { allowedAbove, gap, thresholdAbove } from "./thresholds/thresholdAbove.ts";
export { chooseThreshold } from "./thresholds/chooseThreshold.ts";
export type { ThresholdChoice, ThresholdGoal, Tuned } from "./thresholds/chooseThreshold.ts";
export { calibratedThresholds, withThresholds } from "./thresholds/withThresholds.ts";
export type { Thresholds } from "./thresholds/withThresholds.ts";
export { mostValidationScores, parseValidationScores, validationKey } from "./validationScores.ts";
export type { ValidationScores } from "./validationScores.ts";
export { decide } from "./verdict.ts";
export type { Extras, ImageVerdict, TypeVerdict, Verdict, VerdictRules } from "./verdict.ts";
export { workAhead } from "./workAhead.ts";

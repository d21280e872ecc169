export { createFcdd, trainableNames, unitPreprocessing } from "./createFcdd.ts";
export type { Fcdd, FcddOptions } from "./createFcdd.ts";
export { fitFcdd, trainedParams } from "./fitFcdd.ts";
export type { FcddFitEvent, FitFcddOptions, StartEvent } from "./fitFcdd.ts";
export { restoreFcdd } from "./restoreFcdd.ts";
export { predict } from "./predict.ts";
export type { FcddMap, FcddPrediction } from "./predict.ts";
export { calibrate, calibrateScores } from "./calibrate.ts";
export type { Calibration, ThresholdRule, TypeCalibration, ValidationImage } from "./calibrate.ts";

export type { Encoder, EncoderOutput } from "./encoder.ts";
export {
  efficientnetLite0Encoder,
  inceptionResnetV2Encoder,
  networkEncoder,
  smallConvNetEncoder,
} from "./networkEncoder.ts";
export type { NetworkEncoderOptions } from "./networkEncoder.ts";
export type { Head, HeadOutput } from "./head.ts";
export { convHead } from "./convHead.ts";
export { pseudoHuber } from "./pseudoHuber.ts";
export { anomalousLoss, scoreFloor } from "./anomalousLoss.ts";
export { multiTypeLoss, releasedLoss } from "./multiTypeLoss.ts";
export type { Loss } from "./multiTypeLoss.ts";
export { maxScore, meanScore, pooledMaxScore, topMeanScore } from "./scoring.ts";
export type { Scoring } from "./scoring.ts";
export { gaussianSmoothing, noSmoothing } from "./smoothing.ts";
export type { Smoothing } from "./smoothing.ts";
export { halfPixel, receptiveFieldAligned } from "./upsampling.ts";
export type { Upsampling } from "./upsampling.ts";

export { manifestSource, memorySource } from "./imageSource.ts";
export type { ImageSource, LabelledSample } from "./imageSource.ts";
export { labelsOf } from "./labelsOf.ts";
export { classGroups } from "./classGroups.ts";
export type { ClassGroup } from "./classGroups.ts";
export { fillFeatureCache } from "./featureCache.ts";
export type { AugmentImage, FeatureCache } from "./featureCache.ts";
export { decode, detect, encode } from "./forward.ts";
export type { FcddOutputs, Forward } from "./forward.ts";
export { exportDetector } from "./exportDetector.ts";
export type { Differences, ExportedDetector } from "./exportDetector.ts";
export type { DetectorMetadata } from "./detectorMetadata.ts";
export type { FeaturesEvent, Provenance } from "@flawlens/training";

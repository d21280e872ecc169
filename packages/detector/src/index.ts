export type { Detector, DetectorOutputs, TrainableLast } from "./detector.ts";
export type {
  EvaluatedImages,
  Findings,
  FitRun,
  Method,
  MethodContext,
  MethodEvent,
  MethodPreset,
  Trainer,
} from "./method.ts";

export { abortable, memorySource, subset } from "./images/imageSource.ts";
export type { ImageSource, LabelledSample } from "./images/imageSource.ts";
export { samplesSource } from "./images/samplesSource.ts";
export type { SamplesSourceOptions } from "./images/samplesSource.ts";
export { tilesSource } from "./images/tilesSource.ts";
export type { TilesSourceOptions } from "./images/tilesSource.ts";
export { readTextures } from "./images/readTextures.ts";
export { throughJpeg } from "./images/throughJpeg.ts";
export { knownImages, normalImages } from "./images/knownImages.ts";
export type { KnownImages } from "./images/knownImages.ts";
export { markedCells } from "./images/markedCells.ts";
export { anomalyType, labelsOf } from "./images/labelsOf.ts";

export { predict } from "./predict.ts";
export type { RawDetection } from "./predict.ts";
export { foldedParams } from "./foldedParams.ts";
export type { FoldedParams } from "./foldedParams.ts";

export { calibrate } from "./calibration/calibrate.ts";
export { calibrateImages } from "./calibration/calibrateImages.ts";
export type { Calibration, ValidationImage } from "./calibration/calibrateImages.ts";
export { peakOf } from "./calibration/peakOf.ts";
export { defaultFalsePositiveFraction } from "./calibration/thresholdRule.ts";
export type { ThresholdRule } from "./calibration/thresholdRule.ts";
export { leastTrusted } from "./leastTrusted.ts";
export type { Suspect } from "./leastTrusted.ts";
export { quantile } from "./calibration/quantile.ts";

export { exportDetector } from "./export/exportDetector.ts";
export type { ExportedDetector } from "./export/exportDetector.ts";
export type { Differences } from "./export/compareFile.ts";
export { calibratedMetadata } from "./export/calibratedMetadata.ts";
export { detectorMetadata } from "./export/detectorMetadata.ts";
export { readTrainable } from "./export/readTrainable.ts";
export { withCalibration } from "./export/withCalibration.ts";
export { withTrained } from "./export/withTrained.ts";
export type { Provenance, WholeProvenance } from "./provenance.ts";

export { imageScalesConfig } from "./network/imageScalesConfig.ts";
export { imageSize, imageSizeConfig } from "./network/imageSize.ts";
export type { ImageSize } from "./network/imageSize.ts";
export { decisivePart, networkConfig } from "./network/networkConfig.ts";
export type { NetworkConfig } from "./network/networkConfig.ts";
export { layersOf, prepareNetwork } from "./network/prepareNetwork.ts";
export type { PreparedNetwork } from "./network/prepareNetwork.ts";

export { fitDetector } from "./training/fitDetector.ts";
export { restoreDetector } from "./training/restoreDetector.ts";

export { halfPixel, receptiveFieldAligned } from "./maps/upsampling.ts";
export type { Upsampling } from "./maps/upsampling.ts";
export { gaussianBlur } from "./maps/gaussianBlur.ts";
export type { BlurOptions, Border } from "./maps/gaussianBlur.ts";

export { checkRows, joinRows, longestRows, takeRows } from "./vectors/rows.ts";
export type { Rows } from "./vectors/rows.ts";
export { mergeStatistics, rowStatistics } from "./vectors/rowStatistics.ts";
export type { RowStatistics } from "./vectors/rowStatistics.ts";
export { shrunkWhitening } from "./vectors/shrunkWhitening.ts";
export type { Whitening, WhiteningMap } from "./vectors/whitening.ts";
export { whitenRows } from "./vectors/whitenRows.ts";
export {
  highestPatches,
  imageDistances,
  imageNovelty,
  unusualPatches,
} from "./vectors/imageDistances.ts";
export { nearness } from "./vectors/nearness.ts";

export { fcddMethod } from "./method/fcddMethod.ts";
export { fcddConfig } from "./method/fcddConfig.ts";
export type { FcddConfig } from "./method/fcddConfig.ts";

export { createFcdd, unitPreprocessing } from "./createFcdd.ts";
export type { FcddOptions } from "./createFcdd.ts";
export type { Fcdd } from "./fcdd.ts";
export { decode, encode } from "./forward.ts";
export type { Forward } from "./forward.ts";

export type { Encoder, EncoderOutput, FeaturePieces } from "./encoder/encoder.ts";
export {
  efficientnetLite0Encoder,
  inceptionResnetV2Encoder,
  networkEncoder,
  smallConvNetEncoder,
} from "./encoder/networkEncoder.ts";
export type { NetworkEncoderOptions } from "./encoder/networkEncoder.ts";
export type { Head, HeadOptions, HeadOutput } from "./head/head.ts";
export { convHead } from "./head/convHead.ts";

export { anomalousLoss, scoreFloor } from "./loss/anomalousLoss.ts";
export { multiTypeLoss, releasedLoss } from "./loss/multiTypeLoss.ts";
export { withCellLoss } from "./loss/withCellLoss.ts";
export type { Loss } from "./loss/multiTypeLoss.ts";

export { pseudoHuberMaps, softmaxMaps } from "./maps/activation.ts";
export type { Activation } from "./maps/activation.ts";
export { pseudoHuber } from "./maps/pseudoHuber.ts";
export { maxScore, meanScore, pooledMaxScore, topMeanScore } from "./maps/scoring.ts";
export type { Scoring } from "./maps/scoring.ts";
export { gaussianSmoothing, noSmoothing } from "./maps/smoothing.ts";
export type { Smoothing } from "./maps/smoothing.ts";

export { fitFcdd } from "./training/fitFcdd.ts";
export type { FcddFitEvent, FitFcddOptions, StartEvent } from "./training/fitFcdd.ts";
export { classGroups } from "./training/classGroups.ts";
export type { ClassGroup } from "./training/classGroups.ts";
export type { AugmentImage, MaskedImage } from "./training/augmentImage.ts";
export { pasteDefects } from "./training/pasteDefects.ts";
export { cellLabels } from "./training/cellLabels.ts";
export { fillFeatureCache } from "./training/featureCache.ts";
export type { CachedBatch, FeatureCache } from "./training/featureCache.ts";
export { trainableNames, trainedParams } from "./training/trainedParams.ts";

export { fileMaps } from "./refine/fileMaps.ts";
export type { HeadFeatures } from "./refine/headFeatures.ts";
export type { HeadParts, HeadSettings } from "./refine/headSettings.ts";
export { readHead } from "./refine/readHead.ts";
export type { FileHead } from "./refine/readHead.ts";
export { refineHead } from "./refine/refineHead.ts";
export type { HeadExample, RefineOptions, RefineStep } from "./refine/refineHead.ts";
export { withHead } from "./refine/withHead.ts";

export { createAdl, trainableNames } from "./createAdl.ts";
export type { Adl, AdlOptions } from "./createAdl.ts";
export { adlMode, paperMode, referenceMode } from "./modes.ts";
export type { Mode } from "./modes.ts";
export {
  efficientnetLite0Backbone,
  networkBackbone,
  resnet18Backbone,
  smallConvNetBackbone,
  unitPreprocessing,
} from "./backbone.ts";
export type { Backbone, BackboneOutput, NetworkBackboneOptions } from "./backbone.ts";

export { rotateSome } from "./rotateSome.ts";
export type { AugmentImage } from "./rotateSome.ts";
export { fitAdl, trainedParams } from "./fitAdl.ts";
export type { AdlEndEvent, AdlFitEvent, FitAdlOptions, StartEvent } from "./fitAdl.ts";
export { restoreAdl } from "./restoreAdl.ts";
export { halfBatches } from "./halfBatches.ts";
export type { HalfBatch } from "./halfBatches.ts";
export { fillFeatureCache } from "./featureCache.ts";
export { memorySource, samplesSource } from "./imageSource.ts";
export { throughJpeg } from "./throughJpeg.ts";
export type { FewShotSource, ImageSource } from "./imageSource.ts";

export { predict } from "./predict.ts";
export type { AdlMap, AdlPrediction, PredictOptions } from "./predict.ts";
export { calibrate, calibrateReadings } from "./calibrate.ts";
export type { Calibration, Reading, ScoreCalibration, ThresholdRule } from "./calibrate.ts";
export { exportDetector } from "./exportDetector.ts";
export type { ExportedDetector, MapKind } from "./exportDetector.ts";
export type { DetectorMetadata } from "./detectorMetadata.ts";
export type { FeatureCache, FeaturesEvent, Provenance } from "@flawlens/training";
export { explain, sentenceOf } from "./explain.ts";
export type { Explanation } from "./explain.ts";
export { findingQuality, suspects } from "./suspects.ts";
export type { FindingQuality, Suspect, SuspectedBy, WeightRecord } from "./suspects.ts";

export {
  cueNames,
  entropy,
  fuseCues,
  normalizeCues,
  referenceFusion,
  referenceScales,
} from "./cues.ts";
export type { Cues, CueScale } from "./cues.ts";
export { alphaWeights } from "./alphaWeights.ts";
export type { WeightOptions } from "./alphaWeights.ts";
export { alphaDivergence } from "./alphaDivergence.ts";
export { lambdaForDivergence } from "./lambdaForDivergence.ts";
export { annealedLambda } from "./annealedLambda.ts";
export { sampleWeights } from "./sampleWeights.ts";
export { deviationLoss, drawReference, standardReference } from "./deviationLoss.ts";
export type { Reference } from "./deviationLoss.ts";
export { binaryCrossEntropy } from "./binaryCrossEntropy.ts";
export { focalLoss, focalLosses } from "./focalLoss.ts";
export { topCount, topMean, topMeanAbs } from "./topMeanAbs.ts";
export { clusterRelabel, noRelabel, rankRelabel } from "./relabel.ts";
export type { Relabel } from "./relabel.ts";

export { trainingLoss } from "./trainingLoss.ts";
export type { Belief, Targets, TrainingLoss } from "./trainingLoss.ts";
export {
  classify,
  decode,
  encode,
  joinFeatures,
  scorePatches,
  segment,
  standardize,
} from "./forward.ts";
export type { HeadOutputs } from "./forward.ts";
export { scoreFeatures, scoreImages } from "./scoreImages.ts";
export type { ImageScores } from "./scoreImages.ts";
export { calibrateScales, scalesOfDeviations } from "./calibrateScales.ts";
export { evaluationParams } from "./evaluationParams.ts";
export type { EvaluationParams } from "./evaluationParams.ts";
export { gradientMaps, scoreWithMaps } from "./gradientMaps.ts";
export type { GradientMapOptions, GradientMaps } from "./gradientMaps.ts";
export { blur, stretch } from "./saliency.ts";

export { greedyCoreset } from "./baselines/greedyCoreset.ts";
export { projectionSize, projectRows, sparseProjection } from "./baselines/sparseProjection.ts";
export { nearestRows } from "./baselines/nearestRows.ts";
export type { Neighbors } from "./baselines/nearestRows.ts";
export type { Rows } from "./baselines/rows.ts";
export { patchEmbeddings } from "./baselines/patchEmbeddings.ts";
export type { Embeddings } from "./baselines/patchEmbeddings.ts";
export { fitPatchcore, scorePatchcore } from "./baselines/patchcore.ts";
export type { BaselineScore, Patchcore, PatchcoreOptions } from "./baselines/patchcore.ts";
export { fitPadim, scorePadim } from "./baselines/padim.ts";
export type { Padim } from "./baselines/padim.ts";
export type { CellMap } from "./baselines/mapImage.ts";

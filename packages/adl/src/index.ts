export { adlMethod } from "./method/adlMethod.ts";
export { adlConfig } from "./method/adlConfig.ts";
export type { AdlConfig } from "./method/adlConfig.ts";
export { adlPresets } from "./method/adlPresets.ts";
export { buildAdl } from "./method/buildAdl.ts";
export { ablateCues } from "./method/ablateCues.ts";

export { createAdl } from "./model/createAdl.ts";
export type { AdlOptions } from "./model/createAdl.ts";
export type { Adl, MapChoice } from "./model/adl.ts";
export { adlOutputs } from "./model/adlOutputs.ts";
export { calibrateScales } from "./model/calibrateScales.ts";

export { noveltyOf } from "./novelty/novelty.ts";
export type { Novelty, NoveltyOptions } from "./novelty/novelty.ts";
export { fitNovelty } from "./novelty/fitNovelty.ts";
export type { FitNoveltyOptions, NoveltyRecord } from "./novelty/fitNovelty.ts";
export { calibrateNovelty } from "./novelty/calibrateNovelty.ts";
export { patchVectors } from "./novelty/patchVectors.ts";
export { scorePatchVectors } from "./novelty/scorePatchVectors.ts";
export type { PatchScores } from "./novelty/scorePatchVectors.ts";

export type { AdlNetwork } from "./network/adlNetwork.ts";
export { adlMode, paperMode, referenceMode } from "./network/modes.ts";
export type { Mode } from "./network/modes.ts";
export {
  efficientnetLite0Backbone,
  networkBackbone,
  resnet18Backbone,
  smallConvNetBackbone,
  unitPreprocessing,
} from "./network/backbone.ts";
export type { Backbone, BackboneOutput, NetworkBackboneOptions } from "./network/backbone.ts";
export { encode } from "./network/encode.ts";
export { joinFeatures, standardize } from "./network/joinFeatures.ts";
export { classify, decode, scorePatches, segment } from "./network/decode.ts";
export type { HeadOutputs } from "./network/decode.ts";
export { scoreFeatures, scoreImages } from "./network/scoreImages.ts";
export type { ImageScores } from "./network/scoreImages.ts";

export { gradientMaps, scoreWithMaps } from "./maps/gradientMaps.ts";
export type { GradientMapOptions, GradientMaps } from "./maps/gradientMaps.ts";
export { stretch } from "./maps/saliency.ts";

export {
  cueNames,
  entropy,
  fuseCues,
  normalizeCues,
  referenceFusion,
  referenceScales,
} from "./cues/cues.ts";
export type { Cues, CueScale } from "./cues/cues.ts";
export { scalesOfDeviations } from "./cues/scalesOfDeviations.ts";

export { fitAdl } from "./train/fitAdl.ts";
export type { FitAdlOptions } from "./train/fitAdlOptions.ts";
export type { AdlEndEvent, AdlFitEvent, StartEvent } from "./train/fitAdlEvent.ts";
export { trainableNames, trainedParams } from "./train/trainedParams.ts";
export { weightRecordShapes } from "./train/weightRecord.ts";
export type { WeightRecord } from "./train/weightRecord.ts";
export { suspects } from "./train/suspects.ts";
export type { Suspect, SuspectedBy } from "./train/suspects.ts";
export { findingQuality } from "./train/findingQuality.ts";
export type { FindingQuality } from "./train/findingQuality.ts";
export { trainingLoss } from "./train/trainingLoss.ts";
export type { Belief, Targets, TrainingLoss } from "./train/trainingLoss.ts";

export type { AugmentImage } from "./data/augmentImage.ts";
export { halfBatches } from "./data/halfBatches.ts";
export type { HalfBatch } from "./data/halfBatches.ts";
export { fillFeatureCache } from "./data/fillFeatureCache.ts";
export type { EncodingNetwork } from "./data/fillFeatureCache.ts";

export { alphaWeights } from "./loss/alphaWeights.ts";
export type { WeightOptions } from "./loss/alphaWeights.ts";
export { alphaDivergence } from "./loss/alphaDivergence.ts";
export { lambdaForDivergence } from "./loss/lambdaForDivergence.ts";
export { annealedLambda } from "./loss/annealedLambda.ts";
export { sampleWeights } from "./loss/sampleWeights.ts";
export { deviationLoss, drawReference, standardReference } from "./loss/deviationLoss.ts";
export type { Reference } from "./loss/deviationLoss.ts";
export { binaryCrossEntropy } from "./loss/binaryCrossEntropy.ts";
export { focalLoss } from "./loss/focalLoss.ts";
export { topCount, topMean, topMeanAbs } from "./loss/topMeanAbs.ts";
export { clusterRelabel, noRelabel, rankRelabel } from "./loss/relabel.ts";
export type { Relabel } from "./loss/relabel.ts";

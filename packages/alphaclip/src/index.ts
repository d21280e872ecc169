export { clipTokenizer } from "./tokenizer/clipTokenizer.ts";
export type { ClipTokenizer, Merge } from "./tokenizer/clipTokenizer.ts";
export type { TokenizeOptions, Tokens } from "./tokenizer/tokens.ts";
export { readMerges } from "./tokenizer/readMerges.ts";
export { loadClipTokenizer } from "./tokenizer/loadClipTokenizer.ts";
export type { LoadClipTokenizerOptions } from "./tokenizer/loadClipTokenizer.ts";

export type { RegionManifest, RegionRecord } from "./data/regionRecord.ts";
export { buildRegions } from "./data/buildRegions.ts";
export type { BuildRegionsOptions } from "./data/buildRegions.ts";
export { regionsOfDatasets } from "./data/regionsOfDatasets.ts";
export type { RegionsOfDatasetsOptions } from "./data/regionsOfDatasets.ts";
export { mergeRegions } from "./data/mergeRegions.ts";
export { readRegions, saveRegions } from "./data/regionsFile.ts";
export { regionMask } from "./data/regionMask.ts";
export { formatRegionCounts, regionCounts } from "./data/regionCounts.ts";
export type { RegionCounts, SplitCounts } from "./data/regionCounts.ts";
export { describeDefect } from "./data/describeDefect.ts";
export type { DescribePair } from "./data/describeDefect.ts";
export { describeWithModel } from "./data/describeWithModel.ts";
export type { DescribeWithModelOptions } from "./data/describeWithModel.ts";
export { mvtecDescriptions } from "./data/mvtecDescriptions.ts";

export { addAlpha, alphaClipImage, alphaClipSpec, alphaImageSpec } from "./model/alphaClip.ts";
export { alphaClipFromReleased } from "./model/alphaClipFromReleased.ts";
export { readAlphaClip } from "./model/readAlphaClip.ts";

export { initLora, loraLinear, loraSpec, paperLora } from "./lora/lora.ts";
export type { LoraConfig, LoraTarget } from "./lora/loraConfig.ts";
export { mergeLora, unmergeLora } from "./lora/mergeLora.ts";
export { adapterSpec, readAdapter, saveAdapter } from "./lora/adapterFile.ts";
export type { Adapter } from "./lora/adapterFile.ts";

export {
  contrastiveTargets,
  supervisedContrastiveLoss,
  targetTensors,
  unitRows,
} from "./train/supervisedContrastiveLoss.ts";
export type { ContrastiveReading, ContrastiveTargets } from "./train/supervisedContrastiveLoss.ts";

export { towersSpec } from "./towers/towers.ts";
export type { EmbedOptions, ImageTower, TextTower, Towers } from "./towers/towers.ts";
export { networkImageTower } from "./towers/networkImageTower.ts";
export type { NetworkImageTowerOptions } from "./towers/networkImageTower.ts";
export { smallTextTower } from "./towers/smallTextTower.ts";
export type { SmallTextTowerOptions } from "./towers/smallTextTower.ts";
export { wordTokenizer } from "./tokenizer/wordTokenizer.ts";
export type { WordTokenizer } from "./tokenizer/wordTokenizer.ts";
export { clipImageTower, clipTextTower, clipTowers } from "./towers/clipTowers.ts";
export type { ClipImageTowerOptions } from "./towers/clipTowers.ts";

export { alphaInput } from "./core/alphaInput.ts";
export { createAlphaClip } from "./use/createAlphaClip.ts";
export type { AlphaClip, AlphaClipOptions } from "./use/createAlphaClip.ts";
export type { Picture } from "./core/picture.ts";
export { describe, describeRegions } from "./core/describe.ts";
export type { RankedDescription } from "./core/describe.ts";
export { describeMap } from "./core/describeMap.ts";
export type { DescribedMapRegion, DescribeMapOptions } from "./core/describeMap.ts";
export { describerEmbedder, openDescriber } from "./core/describerFile.ts";
export type { DescriberFile, RunDescriber } from "./core/describerFile.ts";
export { explainRegions } from "./core/explainRegions.ts";
export type { ExplainedRegion, ExplainOptions } from "./core/explainRegions.ts";
export type { RegionEmbedder } from "./core/regionEmbedder.ts";
export { exportImageTower } from "./use/exportImageTower.ts";
export type { ExportedImageTower, ExportImageTowerOptions } from "./use/exportImageTower.ts";
export { readImageTowerMetadata } from "./core/imageTowerMetadata.ts";
export type { ImageTowerMetadata } from "./core/imageTowerMetadata.ts";
export { regionGrid } from "./core/regionInput.ts";
export type { RegionInput } from "./core/regionInput.ts";
export { resizeBicubic } from "./core/resizeBicubic.ts";

export { descriptionAccuracy } from "./evaluate/descriptionAccuracy.ts";
export type {
  DescribedRegion,
  DescriptionAccuracy,
  Tally,
} from "./evaluate/descriptionAccuracy.ts";
export { evaluateDescriptions } from "./evaluate/evaluateDescriptions.ts";
export type {
  EvaluateDescriptionsOptions,
  MaskKind,
  RankedRegion,
} from "./evaluate/evaluateDescriptions.ts";
export { wrongRegions } from "./evaluate/wrongRegions.ts";
export { judgeDescriptions, maskKinds } from "./evaluate/judgeDescriptions.ts";
export type {
  ByCandidates,
  JudgeDescriptionsOptions,
  Judgement,
} from "./evaluate/judgeDescriptions.ts";
export { chanceAccuracy } from "./evaluate/chanceAccuracy.ts";
export { evaluateDescriber } from "./evaluate/evaluateDescriber.ts";
export type { DescriberEvaluation } from "./evaluate/evaluateDescriber.ts";
export { describerResults } from "./evaluate/describerResults.ts";
export type { DescriberResults, DescriberRun } from "./evaluate/describerResults.ts";
export { accuracyRows, formatAccuracy } from "./evaluate/accuracyTable.ts";
export type { AccuracyRow } from "./evaluate/accuracyTable.ts";

export { describerConfig } from "./describer/describerConfig.ts";
export type { DescriberConfig } from "./describer/describerConfig.ts";
export { describerPresets } from "./describer/describerPresets.ts";
export type { DescriberPreset } from "./describer/describerPresets.ts";
export { describerTrainer } from "./describer/describerTrainer.ts";
export type {
  DescriberFitEvent,
  DescriberFitOptions,
  DescriberTrainer,
  DescriberTrainerOptions,
} from "./describer/describerTrainer.ts";
export type { DescriberFacts, RegionDescriber } from "./describer/regionDescriber.ts";
export { readDescriber, saveDescriber } from "./describer/describerFile.ts";
export { exportDescriber } from "./describer/exportDescriber.ts";
export { describerTowers } from "./describer/describerTowers.ts";
export type { MergesOptions } from "./describer/describerTowers.ts";
export { readPretrained } from "./describer/readPretrained.ts";
export type { PretrainedFiles, PretrainedParams } from "./describer/readPretrained.ts";
export { stepSizes } from "./describer/stepSizes.ts";
export type { StepSizes } from "./describer/stepSizes.ts";

export { paperOptimizer } from "./train/paperOptimizer.ts";
export type { PaperOptimizerOptions } from "./train/paperOptimizer.ts";
export { fitAlphaClip } from "./train/fitAlphaClip.ts";
export type { FitAlphaClipOptions } from "./train/fitAlphaClip.ts";
export { flipTogether } from "./train/flipTogether.ts";
export { turnTogether } from "./train/turnTogether.ts";
export type { RegionAugmentation, RegionPixels } from "./train/regionPixels.ts";
export { regionBatches } from "./train/regionBatches.ts";
export type { RegionMicroBatch } from "./train/regionBatches.ts";

export { patchcoreMethod } from "./method/patchcoreMethod.ts";
export { patchcoreConfig } from "./method/patchcoreConfig.ts";
export type { PatchcoreConfig } from "./method/patchcoreConfig.ts";
export { padimMethod } from "./method/padimMethod.ts";
export { padimConfig } from "./method/padimConfig.ts";
export type { PadimConfig } from "./method/padimConfig.ts";
export { mhpatchcoreMethod } from "./method/mhpatchcoreMethod.ts";
export { mhpatchcoreConfig } from "./method/mhpatchcoreConfig.ts";
export type { MhpatchcoreConfig } from "./method/mhpatchcoreConfig.ts";
export { softpatchMethod } from "./method/softpatchMethod.ts";
export { softpatchConfig } from "./method/softpatchConfig.ts";
export type { SoftpatchConfig } from "./method/softpatchConfig.ts";

export {
  createMhpatchcore,
  createPatchcore,
  createSoftpatch,
} from "./patchcore/createPatchcore.ts";
export type { Patchcore, PatchcoreOptions } from "./patchcore/createPatchcore.ts";
export { setBank } from "./patchcore/setBank.ts";
export type { MemoryBank } from "./patchcore/setBank.ts";
export { fitPatchcore } from "./patchcore/fitPatchcore.ts";
export type { FitPatchcoreOptions } from "./patchcore/fitPatchcore.ts";
export { fitMhpatchcore } from "./mhpatchcore/fitMhpatchcore.ts";
export type { FitMhpatchcoreOptions } from "./mhpatchcore/fitMhpatchcore.ts";
export { embeddingStatistics } from "./mhpatchcore/embeddingStatistics.ts";
export { coverImages } from "./mhpatchcore/coverImages.ts";
export type { CoverOptions } from "./mhpatchcore/coverImages.ts";
export { fitSoftpatch } from "./softpatch/fitSoftpatch.ts";
export type { FitSoftpatchOptions } from "./softpatch/fitSoftpatch.ts";

export { createPadim, setGaussians } from "./padim/createPadim.ts";
export type { Padim } from "./padim/createPadim.ts";
export { fitPadim } from "./padim/fitPadim.ts";
export type { FitPadimOptions } from "./padim/fitPadim.ts";
export { fitGaussians } from "./padim/fitGaussians.ts";
export type { Gaussians } from "./padim/fitGaussians.ts";
export { scoreCells } from "./padim/scoreCells.ts";
export type { GaussianTensors } from "./padim/scoreCells.ts";
export type { FittingEvent } from "./fittingEvent.ts";

export { networkEmbedding } from "./embedding/networkEmbedding.ts";
export type { NetworkEmbeddingOptions } from "./embedding/networkEmbedding.ts";
export { embedBatches } from "./embedding/embedBatches.ts";
export type { BatchOptions, EmbeddedBatch, Embedder } from "./embedding/embedBatches.ts";
export { embeddingBytes, embedImages } from "./embedding/embedImages.ts";
export type { EmbedOptions } from "./embedding/embedImages.ts";
export type { FrozenDetector, FrozenOptions } from "./embedding/frozenDetector.ts";
export type { Embedding, Embeddings } from "./embedding/embedding.ts";

export { imageScoring } from "./scoring/imageScoring.ts";
export { mhpatchcoreScoring, patchScoring, softpatchScoring } from "./scoring/patchScoring.ts";
export type { PatchScoringOptions } from "./scoring/patchScoring.ts";
export type { ComparedPatches, Scoring } from "./scoring/scoring.ts";
export type { Smoothing } from "./maps/smoothedMaps.ts";
export { neighborWeighting } from "./weighting/neighborWeighting.ts";
export type { FurthestPatches, Weighting } from "./weighting/weighting.ts";

export { farthestOfEach } from "./reduction/farthestOfEach.ts";
export { mergeCoverings, mergeReduce } from "./reduction/mergeReduce.ts";
export type { MergeReduceOptions } from "./reduction/mergeReduce.ts";
export { farthestFirst } from "./reduction/farthestFirst.ts";
export type { Covering, Reducer, Reduction } from "./reduction/reduction.ts";

export { localOutlierFactor } from "./outliers/localOutlierFactor.ts";
export { nearestFactor } from "./outliers/nearestFactor.ts";
export { outlierFactors } from "./outliers/outlierFactors.ts";
export type { OutlierFactor } from "./outliers/outlierFactor.ts";

export { kCenterCoreset } from "./coreset/kCenterCoreset.ts";
export { coresetCount } from "./coreset/coresetCount.ts";
export { greedyCoreset } from "./coreset/greedyCoreset.ts";
export { projectionSize, projectRows, sparseProjection } from "./coreset/sparseProjection.ts";
export type { Coreset } from "./coreset/coreset.ts";

export { rankSuspects } from "./suspects/rankSuspects.ts";
export type { RankSuspectsOptions } from "./suspects/rankSuspects.ts";

export { nearestRows } from "./bank/nearestRows.ts";

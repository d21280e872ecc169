export { randomStream, randomStreamFromState } from "./randomStream.ts";
export type { Random, RandomStream } from "./randomStream.ts";
export { shuffle } from "./shuffle.ts";
export { normal } from "./normal.ts";
export { normals } from "./normals.ts";
export type { Sampler } from "./sampler.ts";
export { balancedSampler } from "./balancedSampler.ts";
export type { BalancedSamplerOptions, BalancedSamplerState } from "./balancedSampler.ts";
export { weightedSampler } from "./weightedSampler.ts";
export type { WeightedSamplerOptions, WeightedSamplerState } from "./weightedSampler.ts";
export { balancedEpochLength } from "./balancedEpochLength.ts";
export { balancedEpochDeviation } from "./balancedEpochDeviation.ts";
export { simulateEpochLength } from "./simulateEpochLength.ts";
export type { SimulatedEpochLength } from "./simulateEpochLength.ts";
export { table2 } from "./table2.ts";
export type { Table2Row } from "./table2.ts";
export { printTable2 } from "./printTable2.ts";
export { splitRegions } from "./regions/splitRegions.ts";
export type { SplitRegion, SplitRegions } from "./regions/splitRegions.ts";
export { dbscan } from "./regions/dbscan.ts";
export type { DbscanResult } from "./regions/dbscan.ts";
export type { DbscanOptions } from "./regions/_checkDbscan.ts";
export { perlinNoise } from "./anomaly/perlinNoise.ts";
export type { PerlinNoiseOptions } from "./anomaly/perlinNoise.ts";
export { perlinMask } from "./anomaly/perlinMask.ts";
export type { PerlinMaskOptions } from "./anomaly/perlinMask.ts";
export { perlinAnomaly } from "./anomaly/perlinAnomaly.ts";
export type { PerlinAnomalyOptions, TextureSource } from "./anomaly/perlinAnomaly.ts";
export { cutPaste } from "./anomaly/cutPaste.ts";
export type { CutPasteOptions } from "./anomaly/cutPaste.ts";
export { cutMix } from "./anomaly/cutMix.ts";
export type { CutMixOptions } from "./anomaly/cutMix.ts";
export type {
  PseudoAnomaly,
  PseudoAnomalyOptions,
  PseudoAnomalyResult,
} from "./anomaly/pseudoAnomaly.ts";
export type { PixelImage, PixelMask } from "./anomaly/pixelImage.ts";
export { textureOperations } from "./anomaly/textureOperations.ts";
export type { TextureOperation } from "./anomaly/textureOperations.ts";
export { augmentTexture } from "./anomaly/augmentTexture.ts";
export { proceduralTexture } from "./anomaly/proceduralTexture.ts";
export { blendAnomaly } from "./anomaly/blendAnomaly.ts";
export { rotate } from "./anomaly/rotate.ts";
export { rotateSome } from "./anomaly/rotateSome.ts";
export { pickFewShot } from "./protocol/pickFewShot.ts";
export type { FewShotOptions } from "./protocol/pickFewShot.ts";
export { fewShotSlots } from "./protocol/fewShotSlots.ts";
export { contaminate } from "./protocol/contaminate.ts";
export type { ContaminateOptions } from "./protocol/contaminate.ts";
export { partKey } from "./protocol/partKey.ts";
export { contaminationCount } from "./protocol/contaminationCount.ts";
export { contaminationNoise } from "./protocol/contaminationNoise.ts";
export type {
  ProtocolFields,
  ProtocolManifest,
  ProtocolMode,
  ProtocolResult,
  ProtocolSample,
} from "./protocol/protocolManifest.ts";

export { patchcoreMethod } from "./method/patchcoreMethod.ts";
export { patchcoreConfig } from "./method/patchcoreConfig.ts";
export type { PatchcoreConfig } from "./method/patchcoreConfig.ts";
export { padimMethod } from "./method/padimMethod.ts";
export { padimConfig } from "./method/padimConfig.ts";
export type { PadimConfig } from "./method/padimConfig.ts";

export { createPatchcore, setBank } from "./patchcore/createPatchcore.ts";
export type { PatchcoreOptions } from "./patchcore/createPatchcore.ts";
export { fitPatchcore } from "./patchcore/fitPatchcore.ts";
export type { FitPatchcoreOptions } from "./patchcore/fitPatchcore.ts";
export { scorePatches } from "./patchcore/scorePatches.ts";
export type { Patchcore } from "./patchcore/patchcore.ts";

export { createPadim, setGaussians } from "./padim/createPadim.ts";
export type { PadimOptions } from "./padim/createPadim.ts";
export { fitPadim } from "./padim/fitPadim.ts";
export type { FitPadimOptions } from "./padim/fitPadim.ts";
export { fitGaussians } from "./padim/fitGaussians.ts";
export type { Gaussians } from "./padim/fitGaussians.ts";
export { scoreCells } from "./padim/scoreCells.ts";
export type { GaussianTensors } from "./padim/scoreCells.ts";
export type { Padim } from "./padim/padim.ts";
export type { FittingEvent } from "./fittingEvent.ts";

export { networkEmbedding } from "./embedding/networkEmbedding.ts";
export type { NetworkEmbeddingOptions } from "./embedding/networkEmbedding.ts";
export { padimEmbedding, patchcoreEmbedding } from "./embedding/embeddingOptions.ts";
export { embeddingBytes, embedImages } from "./embedding/embedImages.ts";
export type { Embedder, EmbedOptions } from "./embedding/embedImages.ts";
export type { Embedding, Embeddings } from "./embedding/embedding.ts";

export { neighborWeighting } from "./weighting/neighborWeighting.ts";
export type { FurthestPatches, Weighting } from "./weighting/weighting.ts";

export { kCenterCoreset } from "./coreset/kCenterCoreset.ts";
export { coresetCount } from "./coreset/coresetCount.ts";
export { greedyCoreset } from "./coreset/greedyCoreset.ts";
export { projectionSize, projectRows, sparseProjection } from "./coreset/sparseProjection.ts";
export type { Coreset } from "./coreset/coreset.ts";

export { nearestRows } from "./bank/nearestRows.ts";
export { takeRows } from "./bank/rows.ts";
export type { Rows } from "./bank/rows.ts";

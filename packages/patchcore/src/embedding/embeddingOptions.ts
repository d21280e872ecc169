import type { PatchEmbeddingOptions } from "@flawlens/backbones";

/** What PatchCore takes: neighbourhoods of 3 x 3 cells, coarse layers enlarged bilinearly. */
export const patchcoreEmbedding: PatchEmbeddingOptions = { pooled: true, enlarge: "bilinear" };

/** What PaDiM takes: single cells, each cell of a coarse layer repeated. */
export const padimEmbedding: PatchEmbeddingOptions = { pooled: false, enlarge: "nearest" };

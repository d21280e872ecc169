import type { PatchEmbeddingOptions } from "@flawlens/backbones";

/** What PatchCore takes: means of 3 x 3 cells, coarse layers enlarged bilinearly. */
export const patchcoreEmbedding: PatchEmbeddingOptions = {
  neighborhood: "equal",
  enlarge: "bilinear",
};

/**
 * What MH-PatchCore takes: as PatchCore, but nearer cells count more, and the cells of the finest layer are kept, too,
 * so that a defect of a cell or two is not lost in a mean of nine.
 */
export const mhpatchcoreEmbedding: PatchEmbeddingOptions = {
  neighborhood: "binomial",
  ownCells: true,
  enlarge: "bilinear",
};

/** What PaDiM takes: single cells, each cell of a coarse layer repeated. */
export const padimEmbedding: PatchEmbeddingOptions = { neighborhood: "none", enlarge: "nearest" };

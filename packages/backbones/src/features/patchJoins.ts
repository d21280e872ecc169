import type { PatchEmbeddingOptions } from "./patchEmbeddings.ts";

/** Ways of joining layers to one vector for each cell, by name: options of `patchEmbeddings`. */
export const patchJoins = {
  /** PatchCore's: means of 3 x 3 cells, coarse layers enlarged bilinearly. */
  means: { neighborhood: "equal", enlarge: "bilinear" },
  /** Layers are joined as by `means`, but nearer cells count more. */
  weighted: { neighborhood: "binomial", enlarge: "bilinear" },
  /** Layers are joined as by `weighted`, beside the finest cells: a defect of a cell or two is not lost in a mean of nine. */
  detailed: { neighborhood: "binomial", ownCells: true, enlarge: "bilinear" },
  /** PaDiM's: single cells, each cell of a coarse layer repeated. */
  cells: { neighborhood: "none", enlarge: "nearest" },
} as const satisfies Readonly<Record<string, PatchEmbeddingOptions>>;

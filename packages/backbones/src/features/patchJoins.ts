import type { PatchEmbeddingOptions } from "./patchEmbeddings.ts";

/** Ways of joining layers to one vector for each cell, by name: options of `patchEmbeddings`. */
export const patchJoins = {
  /** PatchCore's: means of 3 x 3 cells, coarse layers enlarged bilinearly. */
  means: { neighborhood: "equal", enlarge: "bilinear" },
  /** Nearer cells count more in the means, and the finest cells stand beside them: a defect of a cell or two is not lost in a mean of nine. */
  detailed: { neighborhood: "binomial", ownCells: true, enlarge: "bilinear" },
  /** PaDiM's: single cells, each cell of a coarse layer repeated. */
  cells: { neighborhood: "none", enlarge: "nearest" },
} as const satisfies Readonly<Record<string, PatchEmbeddingOptions>>;

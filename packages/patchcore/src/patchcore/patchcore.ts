import type { Detector } from "@flawlens/detector";
import type { Embedding } from "../embedding/embedding.ts";
import type { Weighting } from "../weighting/weighting.ts";

/** A PatchCore: a detector whose parameters are a frozen network's and, once it is fitted, its memory bank `bank`. */
export interface Patchcore extends Detector {
  embedding: Embedding;
  weighting: Weighting;
}

import type { Detector } from "@flawlens/detector";
import type { Embedding } from "../embedding/embedding.ts";

/**
 * A PaDiM: a detector whose parameters are a frozen network's and, once it is fitted, a Gaussian for each cell:
 * `channels`, `means` and `whitening`.
 */
export interface Padim extends Detector {
  embedding: Embedding;
}

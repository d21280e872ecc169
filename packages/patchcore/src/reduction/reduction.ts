import type { Rows } from "@flawlens/detector";

/**
 * Which patches of the normal images are kept in a memory bank, where patches come a few at a time and only the kept
 * ones are remembered: a value, so that any object of this shape fits. (A `Coreset` sees all patches at once.)
 */
export interface Reduction {
  name: string;
  /** Begins a bank. */
  start(): Reducer;
}

/** A memory bank that is being filled. */
export interface Reducer {
  /** Takes more patches; what it keeps of them it copies. */
  add(rows: Rows): void;
  /**
   * The bank.
   *
   * @throws {RangeError} If no patch was added.
   */
  finish(): Covering;
}

/** Rows that stand for many. */
export interface Covering {
  rows: Rows;
  /**
   * No row that they stand for is further than this from the nearest of them, Euclidean. For any query, the distances
   * to the nearest row of two coverings of the same rows differ by at most the larger of their radii.
   */
  radius: number;
}

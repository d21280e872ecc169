import type { RowStatistics } from "./rowStatistics.ts";

/**
 * How vectors are scaled before distances between them are taken, so that a difference counts the more the less normal
 * images vary in its direction: a value, so that any object of this shape fits.
 */
export interface Whitening {
  name: string;
  /** The map that these vectors ask for. */
  fit(statistics: RowStatistics): WhiteningMap;
}

/** Vectors x become x·matrix - offset. */
export interface WhiteningMap {
  /** `[size, count]`, row-major. */
  matrix: Float32Array;
  /** `[count]`: the mean vector, so mapped. */
  offset: Float32Array;
  /** Numbers in a vector. */
  size: number;
  /** Numbers in a mapped vector. */
  count: number;
}

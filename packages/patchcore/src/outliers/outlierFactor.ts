/**
 * How unusual each of some vectors is among the others, from their distances alone: a value, so that any object of
 * this shape fits.
 */
export interface OutlierFactor {
  name: string;
  /**
   * @param distances - `[count, count]`, Euclidean; symmetric, 0 on the diagonal.
   * @param count - At least 2.
   * @returns `[count]`: about 1 for what is usual, more the more unusual it is.
   */
  of(distances: Float64Array, count: number): Float64Array;
}

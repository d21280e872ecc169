/** What decides which points are clustered, by DBSCAN's own names. */
export interface DbscanOptions {
  /** Two points at this distance or nearer are neighbors; greater than 0, finite. */
  eps: number;
  /** A point with at least this many neighbors, itself included, is a core point; at least 1. */
  minSamples: number;
}

/** Refuses what scikit-learn refuses: an `eps` that is not positive and finite, a `minSamples` below 1. */
export function checkDbscan(caller: string, { eps, minSamples }: DbscanOptions): void {
  if (!(eps > 0 && eps < Infinity))
    throw new RangeError(`${caller}: expected a positive, finite eps, got ${eps}`);
  if (!Number.isSafeInteger(minSamples) || minSamples < 1)
    throw new RangeError(
      `${caller}: expected minSamples to be a whole number of at least 1, got ${minSamples}`,
    );
}

import { binaryLabels, finiteScores } from "./_check.ts";
import { checkLengths } from "./_ranking.ts";

/** One score and one label per part. */
export interface Parts<Key extends string | number> {
  /** The parts, in the order of their first view. */
  parts: Key[];
  scores: Float64Array;
  labels: Uint8Array;
}

/**
 * Joins the views of each part: the highest score of its views, and anomalous when
 * any view is. Linear time.
 *
 * @param scores - `[N]`, one per view, finite; higher means more anomalous.
 * @param labels - `[N]`, `1` for a view that shows a defect, `0` for one that does not.
 * @param parts - `[N]`, the part each view shows.
 * @throws {RangeError} If the lengths differ, a score is not finite or a label is
 *   neither 0 nor 1.
 *
 * @example
 * maxByPart([0.1, 0.9, 0.3], [0, 1, 0], ["a", "a", "b"]);
 * // => { parts: ["a", "b"], scores: [0.9, 0.3], labels: [1, 0] }
 */
export function maxByPart<Key extends string | number>(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  parts: ArrayLike<Key>,
): Parts<Key> {
  return joinViews("maxByPart", scores, labels, parts);
}

/** Computes `maxByPart` for a function whose own name its errors give. */
export function joinViews<Key extends string | number>(
  caller: string,
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  parts: ArrayLike<Key>,
): Parts<Key> {
  checkLengths(caller, scores, labels);
  if (parts.length !== scores.length)
    throw new RangeError(
      `${caller}: expected ${scores.length} parts, one per score, got ${parts.length}`,
    );
  const floats = finiteScores(caller, "scores", scores);
  const bits = binaryLabels(caller, labels);
  const places = new Map<Key, number>();
  const joined: number[] = [];
  const anomalous: number[] = [];
  for (let i = 0; i < floats.length; i++) {
    const place = places.get(parts[i]);
    if (place === undefined) {
      places.set(parts[i], joined.length);
      joined.push(floats[i]);
      anomalous.push(bits[i]);
    } else {
      if (floats[i] > joined[place]) joined[place] = floats[i];
      if (bits[i] === 1) anomalous[place] = 1;
    }
  }
  return {
    parts: [...places.keys()],
    scores: Float64Array.from(joined),
    labels: Uint8Array.from(anomalous),
  };
}

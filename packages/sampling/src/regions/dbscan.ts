import { checkDbscan, type DbscanOptions } from "./_checkDbscan.ts";
import { kdTree } from "./_kdTree.ts";

/** The result of {@link dbscan}. */
export interface DbscanResult {
  /** `[N]`: the number of each point's cluster from 0, -1 for noise. */
  labels: Int32Array;
  /** The core points, ascending. */
  core: Int32Array;
  /** Number of clusters. */
  count: number;
}

/**
 * DBSCAN of points of any dimension by Euclidean distance (Ester, Kriegel, Sander & Xu
 * 1996), exact, with scikit-learn's labels: a point is core if at least `minSamples`
 * points, itself and its duplicates included, lie within `eps` (inclusive); core points
 * within `eps` of one another share a cluster; clusters are numbered by their first core
 * point; another point joins the first cluster with a core point within `eps`, or is noise.
 *
 * A k-d tree with scikit-learn's nodes and arithmetic answers who is near, so labels agree
 * even where rounding decides; below 12 points and from 16 dimensions on scikit-learn uses
 * matrix products, whose rounding is its own (whole numbers are exact there too). O(N log N) for clusters of bounded density; 20 to 40 bytes a
 * point beside the coordinates: neighborhoods are asked for again rather than kept.
 *
 * @param points - `[N]` of `[D]`, finite, D alike and at least 1; N may be 0.
 * @throws {RangeError} If a coordinate is not finite, the dimensions differ, `eps` is not
 *   positive and finite or `minSamples` is not a whole number of at least 1.
 *
 * @example
 * dbscan([[0, 0], [0, 1], [9, 9]], { eps: 1, minSamples: 2 }).labels; // => Int32Array [0, 0, -1]
 */
export function dbscan(
  points: ArrayLike<ArrayLike<number>>,
  { eps, minSamples }: DbscanOptions,
): DbscanResult {
  checkDbscan("dbscan", { eps, minSamples });
  const dimensions = points.length === 0 ? 1 : points[0].length;
  return clusterPoints(flatten(points, dimensions), dimensions, { eps, minSamples });
}

/** {@link dbscan} of checked points in one array, point after point. */
export function clusterPoints(
  coordinates: Float64Array,
  dimensions: number,
  { eps, minSamples }: DbscanOptions,
): DbscanResult {
  const size = coordinates.length / dimensions;
  const labels = new Int32Array(size).fill(-1);
  if (size === 0) return { labels, core: new Int32Array(0), count: 0 };
  const tree = kdTree(coordinates, dimensions);
  const isCore = Uint8Array.from(labels, (_, i) => (tree.countNear(i, eps) >= minSamples ? 1 : 0));

  const toExpand = new Int32Array(size);
  let waiting = 0;
  let count = 0;
  const reach = (point: number) => {
    if (labels[point] !== -1) return;
    labels[point] = count;
    if (isCore[point]) toExpand[waiting++] = point;
  };
  for (let first = 0; first < size; first++) {
    if (labels[first] !== -1 || !isCore[first]) continue;
    reach(first);
    while (waiting > 0) tree.near(toExpand[--waiting], eps, reach);
    count++;
  }
  return { labels, core: toExpand.map((_, i) => i).filter((i) => isCore[i] === 1), count };
}

function flatten(points: ArrayLike<ArrayLike<number>>, dimensions: number): Float64Array {
  if (dimensions === 0)
    throw new RangeError("dbscan: expected points of at least one coordinate, got points[0] = []");
  const coordinates = new Float64Array(points.length * dimensions);
  for (let i = 0; i < points.length; i++) {
    const point = points[i];
    if (point.length !== dimensions)
      throw new RangeError(
        `dbscan: expected ${dimensions} coordinates a point, got ${point.length} in points[${i}]`,
      );
    for (let d = 0; d < dimensions; d++) {
      if (!Number.isFinite(point[d]))
        throw new RangeError(
          `dbscan: expected finite coordinates, got points[${i}][${d}] = ${point[d]}`,
        );
      coordinates[i * dimensions + d] = point[d];
    }
  }
  return coordinates;
}

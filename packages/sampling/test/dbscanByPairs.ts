/** DBSCAN by its definition, pair by pair: slow, obvious, the oracle of the fast ones. */
export function dbscanByPairs(
  points: readonly (readonly number[])[],
  eps: number,
  minSamples: number,
): number[] {
  const near = points.map((p) =>
    points.flatMap((q, j) => {
      const square = p.reduce((sum, x, d) => sum + (x - q[d]) ** 2, 0);
      return square <= eps * eps ? [j] : [];
    }),
  );
  const isCore = near.map((neighbors) => neighbors.length >= minSamples);
  const labels = points.map(() => -1);
  let count = 0;
  const spread = (point: number) => {
    labels[point] = count;
    if (!isCore[point]) return;
    for (const other of near[point]) if (labels[other] === -1) spread(other);
  };
  for (const point of points.keys())
    if (isCore[point] && labels[point] === -1) {
      spread(point);
      count++;
    }
  return labels;
}

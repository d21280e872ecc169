import type { AnomalyMap } from "./anomalyMap.ts";

/**
 * One map for "any defect": the sum of the types' maps, as its score is the sum of theirs.
 *
 * The detector's loss trains `P_k = 1 - exp(-z_k)` as the chance of type k. Taken as independent,
 * the chance of at least one type is `1 - exp(-sum_k z_k)`, which rises with the sum.
 *
 * @param maps - One a type, raw, all of one size.
 * @throws {RangeError} If there is no map, or a size differs.
 */
export function anyMap(maps: readonly AnomalyMap[]): AnomalyMap {
  if (maps.length === 0) throw new RangeError("anyMap: expected at least one map, got none");
  const { height, width } = maps[0];
  for (const [k, map] of maps.entries())
    if (map.height !== height || map.width !== width)
      throw new RangeError(
        `anyMap: expected maps of ${height}x${width}, got maps[${k}] of ${map.height}x${map.width}`,
      );
  const sum = new Float32Array(height * width);
  for (let i = 0; i < sum.length; i++) {
    let cell = 0;
    for (const { data } of maps) cell += data[i];
    sum[i] = cell;
  }
  return { data: sum, height, width };
}

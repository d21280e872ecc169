import type { TypeCalibration } from "./detectorMetadata.ts";
import type { AnomalyMap } from "./resizeMap.ts";

/**
 * One map for "any defect": at every cell the largest of the types' values, each in units
 * of its type's display range, `(value - low) / (high - low)`. Not clipped.
 *
 * @param maps - One a type, all of one size.
 * @param calibrations - The same types, in the same order.
 * @throws {RangeError} If there is no map, a size differs, or the counts differ.
 */
export function anyMap(
  maps: readonly AnomalyMap[],
  calibrations: readonly Pick<TypeCalibration, "mapRange">[],
): AnomalyMap {
  if (maps.length === 0) throw new RangeError("anyMap: expected at least one map, got none");
  if (calibrations.length !== maps.length)
    throw new RangeError(
      `anyMap: expected ${maps.length} calibrations, one per map, got ${calibrations.length}`,
    );
  const { height, width } = maps[0];
  const data = new Float32Array(height * width).fill(-Infinity);
  for (const [k, map] of maps.entries()) {
    if (map.height !== height || map.width !== width)
      throw new RangeError(
        `anyMap: expected maps of ${height}x${width}, got maps[${k}] of ${map.height}x${map.width}`,
      );
    const [low, high] = calibrations[k].mapRange;
    for (let i = 0; i < data.length; i++)
      data[i] = Math.max(data[i], (map.data[i] - low) / (high - low));
  }
  return { data, height, width };
}

import { mapScale, ownScale } from "@flawlens/inference/core";
import type { AnomalyMap, DetectorMetadata, Prediction } from "@flawlens/inference/core";

/** A mask of an image: 1 on the pixels of its regions. */
export interface PixelMask {
  data: Uint8Array;
  height: number;
  width: number;
}

/**
 * The pixels of an image's regions, by the detector's own thresholds: those of the maps that `prediction.regions` were
 * found in. Of a weak region, whose map stays below its threshold, the connected pixels around its peak that reach half
 * way from the map's median to it.
 *
 * @returns `null` where the prediction has no region.
 */
export function anomalousPixels(
  { any, calibration, maps: kind }: DetectorMetadata,
  prediction: Pick<Prediction, "regions" | "anomalyMap" | "types">,
): PixelMask | null {
  const { regions, anomalyMap, types } = prediction;
  if (regions.length === 0) return null;
  const { height, width } = anomalyMap;
  const mask = { data: new Uint8Array(height * width), height, width };
  const [{ weak, peak }] = regions;
  if (weak) {
    const scale = ownScale(anomalyMap);
    if (scale) markAround(mask, anomalyMap, { ...peak, threshold: scale.middle });
    return mask;
  }
  for (const type of new Set(regions.map((region) => region.type))) {
    const map = type === null ? anomalyMap : types[type].anomalyMap;
    const scale = mapScale(map, type === null ? any : calibration[type], kind);
    if (!scale) continue;
    for (const [i, value] of map.data.entries())
      if (value >= scale.middle && Number.isFinite(value)) mask.data[i] = 1;
  }
  return mask;
}

/** Marks the 8-connected pixels around one that reach a threshold. */
function markAround(
  { data, height, width }: PixelMask,
  map: AnomalyMap,
  { x, y, threshold }: { x: number; y: number; threshold: number },
): void {
  const open = [[x, y]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [column, row] = next;
    const i = row * width + column;
    if (column < 0 || column >= width || row < 0 || row >= height || data[i] === 1) continue;
    if (!(map.data[i] >= threshold) || !Number.isFinite(map.data[i])) continue;
    data[i] = 1;
    for (const down of [-1, 0, 1])
      for (const right of [-1, 0, 1]) open.push([column + right, row + down]);
  }
}

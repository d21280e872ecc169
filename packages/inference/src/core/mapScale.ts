import { spread } from "./_spread.ts";
import type { AnomalyMap } from "./anomalyMap.ts";
import type { MapKind, TypeCalibration } from "./calibration.ts";
import { onScale } from "./onScale.ts";
import type { Verdict } from "./verdict.ts";

/** The raw map values that the colour scale shows as 0, one half and 1; `middle` is the map threshold. */
export interface MapScale {
  low: number;
  middle: number;
  high: number;
}

/**
 * The scale of a map. Of an absolute map it is the calibrated one. Of a relative one, whose values mean
 * something only beside each other, it is the map's own, see {@link ownScale}.
 *
 * @returns `null` where a relative map is flat or has no finite values: it shows no place.
 */
export function mapScale(
  map: AnomalyMap,
  { mapRange, mapThreshold }: Pick<TypeCalibration, "mapRange" | "mapThreshold">,
  kind: MapKind,
): MapScale | null {
  return kind === "absolute"
    ? { low: mapRange[0], middle: mapThreshold, high: mapRange[1] }
    : ownScale(map);
}

/**
 * The scale from a map's own median to its own peak, with the map threshold half way between. Where more
 * than half of the map is as high as its peak, the scale starts at the lowest value instead. Values that
 * are not finite are left out. Linear in the pixels.
 *
 * @returns `null` where all finite values are equal, or there is none.
 */
export function ownScale({ data }: AnomalyMap): MapScale | null {
  const found = spread(data);
  if (found === null || found.low === found.high) return null;
  const { median, high } = found;
  const low = median < high ? median : found.low;
  return { low, middle: low + (high - low) / 2, high };
}

/**
 * A map as it is shown: values in `[0, 1]`, one half at the map threshold, 0 where a value is not
 * finite. A relative map has a peak on every image, so that it is dimmed below the middle, by the
 * normalised score, where the verdict is not `anomalous`.
 *
 * @param image - The verdict that the map is shown with and its normalised score: those of the image for
 *   the map of any defect, those of the type for the map of a type.
 * @returns A new map; all 0 where a relative map is flat.
 *
 * @example
 * displayMap(map, detector.metadata.any, { kind: "absolute", image: prediction }).data; // => [0, 0.3, 1]
 */
export function displayMap(
  map: AnomalyMap,
  calibration: Pick<TypeCalibration, "mapRange" | "mapThreshold">,
  { kind, image }: { kind: MapKind; image: { verdict: Verdict; normalizedScore: number | null } },
): AnomalyMap {
  const { height, width } = map;
  const data = new Float32Array(map.data.length);
  const scale = mapScale(map, calibration, kind);
  if (!scale) return { data, height, width };
  const dimmed = kind === "relative" && image.verdict !== "anomalous";
  const factor = dimmed ? Math.min(image.normalizedScore ?? calmest, calmest) : 1;
  for (let i = 0; i < data.length; i++)
    if (Number.isFinite(map.data[i])) data[i] = factor * onScale(map.data[i], scale);
  return { data, height, width };
}

/** What the peak of a relative map is shown as at most where the verdict is not `anomalous`. */
const calmest = 0.49;

import type { AnomalyMap } from "./anomalyMap.ts";
import type { TypeCalibration } from "./calibration.ts";
import type { DetectorMetadata } from "./detectorMetadata.ts";
import { findRegions } from "./findRegions.ts";
import type { FoundRegion } from "./findRegions.ts";
import { mapScale, ownScale } from "./mapScale.ts";
import type { TypeVerdict, Verdict } from "./verdict.ts";

/** A verdict with the maps it is located in, in the original image's pixels. */
interface Located {
  verdict: Verdict;
  readonly anomalyMap: AnomalyMap;
  types: Record<string, TypeVerdict & { readonly anomalyMap: AnomalyMap }>;
}

/**
 * Finds the regions of an anomalous image: parts of the maps of its anomalous types; if there are none, parts
 * of the map of any defect; if there are none either, the strongest place of that map, as a weak region.
 * The list is empty for an image that is not anomalous, and if all these maps are flat.
 */
export function locate(
  { types, calibration, any, maps: kind }: DetectorMetadata,
  image: Located,
): FoundRegion[] {
  if (image.verdict !== "anomalous") return [];
  const above = (map: AnomalyMap, ranges: TypeCalibration, type: string | null) => {
    const scale = mapScale(map, ranges, kind);
    const found = scale ? findRegions(map, scale.middle) : [];
    return found.map((region): FoundRegion => ({ ...region, type, weak: false }));
  };
  const found = types.filter((type) => image.types[type].verdict === "anomalous");
  const own = found.flatMap((type) => above(image.types[type].anomalyMap, calibration[type], type));
  if (own.length > 0) return own;
  const some = above(image.anomalyMap, any, null);
  return some.length > 0 ? some : strongestPlace(image.anomalyMap, found);
}

/** The part around the highest pixel that reaches half way from the map's median to it. */
function strongestPlace(map: AnomalyMap, found: readonly string[]): FoundRegion[] {
  const scale = ownScale(map);
  if (!scale) return [];
  const type = found.length === 1 ? found[0] : null;
  return findRegions(map, scale.middle)
    .slice(0, 1)
    .map((region) => ({ ...region, type, weak: true }));
}

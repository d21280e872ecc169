import type { AnomalyMap } from "./anomalyMap.ts";
import type { TypeCalibration } from "./calibration.ts";
import type { DetectorMetadata } from "./detectorMetadata.ts";
import type { FoundRegion, Region } from "./region.ts";
import { ownScale } from "./mapScale.ts";
import type { TypeVerdict, Verdict } from "./verdict.ts";

/** A map in the original image's pixels. */
interface Place {
  readonly anomalyMap: AnomalyMap;
  /** Its regions at a threshold, which may be found without the map itself. */
  regionsAbove(threshold: number): Region[];
}

/** The map of any defect, and those of the types. */
interface Places extends Place {
  types: Record<string, Place>;
}

/**
 * Finds the regions of an anomalous image: parts of the maps of its anomalous types; if there are none, parts
 * of the map of any defect; if there are none either, the strongest place of that map, as a weak region.
 * The list is empty for an image that is not anomalous, and if all these maps are flat.
 */
export function locate(
  { types, calibration, any, maps: kind }: DetectorMetadata,
  image: { verdict: Verdict; types: Record<string, TypeVerdict> },
  places: Places,
): FoundRegion[] {
  if (image.verdict !== "anomalous") return [];
  const above = (place: Place, ranges: TypeCalibration, type: string | null) => {
    const middle = kind === "absolute" ? ranges.mapThreshold : ownScale(place.anomalyMap)?.middle;
    const found = middle === undefined ? [] : place.regionsAbove(middle);
    return found.map((region): FoundRegion => ({ ...region, type, weak: false }));
  };
  const found = types.filter((type) => image.types[type].verdict === "anomalous");
  const own = found.flatMap((type) => above(places.types[type], calibration[type], type));
  if (own.length > 0) return own;
  const some = above(places, any, null);
  return some.length > 0 ? some : strongestPlace(places, found);
}

/** The part around the highest pixel that reaches half way from the map's median to it. */
function strongestPlace(place: Place, found: readonly string[]): FoundRegion[] {
  const scale = ownScale(place.anomalyMap);
  if (!scale) return [];
  const type = found.length === 1 ? found[0] : null;
  return place
    .regionsAbove(scale.middle)
    .slice(0, 1)
    .map((region) => ({ ...region, type, weak: true }));
}

import { binaryLabels, binaryMask, checkShape, countOnes, finiteScores } from "./_check.ts";
import { areasByPixel } from "./_runs.ts";
import { type Floats, sortFloats } from "./_sortFloats.ts";
import type { Grid } from "./grid.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

/**
 * The scores ranked once: what every metric of this package is computed from.
 * Both classes are there and each is sorted, lowest score first; walking the two
 * lists side by side from the top gives the counts at every threshold.
 */
export interface Ranking {
  normal: Floats;
  anomalous: Floats;
}

/** A ranking of pixels that knows which region each anomalous pixel belongs to. */
export interface RegionRanking extends Ranking {
  /** One an anomalous score: the pixels of its region. */
  areas: Uint32Array;
  regions: number;
}

/**
 * Ranks one score per sample. Scores keep their precision (float32 or float64);
 * takes twice their bytes beside the input, linear time.
 */
export function rankSamples(
  caller: string,
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): Ranking {
  const parts = splitSamples(caller, scores, labels);
  checkBothClasses(caller, "samples", parts);
  return sortBoth(parts);
}

/** The scores of both classes, unsorted; a class may be empty. */
export function splitSamples(
  caller: string,
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): Ranking {
  checkLengths(caller, scores, labels);
  const bits = binaryLabels(caller, labels);
  const floats = finiteScores(caller, "scores", scores);
  const ones = countOnes(bits);
  const parts = allocate(floats instanceof Float32Array, bits.length - ones, ones);
  fill(parts, floats, bits, 0, 0);
  return parts;
}

/** Throws unless there is one label per score. */
export function checkLengths(
  caller: string,
  scores: ArrayLike<unknown>,
  labels: ArrayLike<unknown>,
): void {
  if (labels.length !== scores.length)
    throw new RangeError(
      `${caller}: expected ${scores.length} labels, one per score, got ${labels.length}`,
    );
}

/**
 * Ranks all pixels of all images together. Takes twice the bytes of the maps
 * beside the input when the maps are float32, linear time.
 */
export function rankPixels(caller: string, maps: readonly Grid[], masks: readonly Grid[]): Ranking {
  const counts = countPixels(caller, maps, masks);
  checkBothClasses(caller, "pixels", counts);
  return sortBoth(splitPixels(caller, maps, masks, counts));
}

/**
 * The same with the area of each anomalous pixel's region, 8-connected: 8 bytes
 * more per anomalous pixel.
 */
export function rankRegions(
  caller: string,
  maps: readonly Grid[],
  masks: readonly Grid[],
): RegionRanking {
  const counts = countPixels(caller, maps, masks);
  checkBothClasses(caller, "pixels", counts);
  const regions = { areas: new Uint32Array(counts.anomalous.length), count: 0 };
  const parts = splitPixels(caller, maps, masks, counts, regions);
  return rankWithAreas(parts, regions.areas, regions.count);
}

/** Sorts both classes, the areas along with the anomalous scores. All three are used up. */
export function rankWithAreas(
  { normal, anomalous }: Ranking,
  areas: Uint32Array,
  regions: number,
): RegionRanking {
  const sorted = sortFloats(anomalous, areas);
  return {
    normal: sortFloats(normal).values,
    anomalous: sorted.values,
    areas: sorted.payload as Uint32Array,
    regions,
  };
}

/** How many pixels there are of each class; throws unless all maps and masks are in order. */
export function countPixels(caller: string, maps: readonly Grid[], masks: readonly Grid[]): Counts {
  checkImages(caller, maps, masks);
  let anomalous = 0;
  let pixels = 0;
  for (let image = 0; image < maps.length; image++) {
    anomalous += countOnes(binaryMask(caller, `masks[${image}]`, masks[image]));
    pixels += masks[image].data.length;
  }
  return { normal: { length: pixels - anomalous }, anomalous: { length: anomalous } };
}

interface Counts {
  normal: { length: number };
  anomalous: { length: number };
}

/** The scores of all pixels by class, unsorted, and the areas where there is room for them. */
export function splitPixels(
  caller: string,
  maps: readonly Grid[],
  masks: readonly Grid[],
  counts: Counts,
  regions?: { areas: Uint32Array; count: number },
): Ranking {
  const float32 = maps.every(({ data }) => fitsFloat32(data));
  const parts = allocate(float32, counts.normal.length, counts.anomalous.length);
  let normal = 0;
  let anomalous = 0;
  for (let image = 0; image < maps.length; image++) {
    const scores = finiteScores(caller, `maps[${image}].data`, maps[image].data);
    const bits = binaryMask(caller, `masks[${image}]`, masks[image]);
    const ones = fill(parts, scores, bits, normal, anomalous);
    if (regions && ones > 0)
      regions.count += areasByPixel(
        bits,
        masks[image].width,
        regions.areas.subarray(anomalous, anomalous + ones),
      );
    anomalous += ones;
    normal += bits.length - ones;
  }
  return parts;
}

/** Throws unless there is one mask per map, of the map's height and width. */
export function checkImages(caller: string, maps: readonly Grid[], masks: readonly Grid[]): void {
  if (maps.length !== masks.length)
    throw new RangeError(
      `${caller}: expected ${maps.length} masks, one per map (all zeros for a normal image), got ${masks.length}`,
    );
  for (const [image, map] of maps.entries())
    checkPair(caller, `maps[${image}]`, map, `masks[${image}]`, masks[image]);
}

/** Throws unless map and mask are whole and of one size. */
export function checkPair(
  caller: string,
  mapName: string,
  map: Grid,
  maskName: string,
  mask: Grid,
): void {
  checkShape(caller, mapName, map);
  checkShape(caller, maskName, mask);
  if (map.height !== mask.height || map.width !== mask.width)
    throw new RangeError(
      `${caller}: expected ${maskName} of its map's size, ${map.height} x ${map.width}, ` +
        `got ${mask.height} x ${mask.width}; resize one of them first`,
    );
}

/** Throws where a class is absent, for then no curve exists. */
export function checkBothClasses(
  caller: string,
  what: "samples" | "pixels",
  { normal, anomalous }: Counts,
): void {
  if (normal.length === 0 || anomalous.length === 0)
    throw new UndefinedMetricError(
      `${caller}: expected both classes, got ${normal.length} normal and ${anomalous.length} anomalous ${what}`,
    );
}

/** Whether float32 holds every value an array of this kind can. */
function fitsFloat32(data: ArrayLike<number>): boolean {
  return (
    data instanceof Float32Array ||
    data instanceof Uint8Array ||
    data instanceof Uint8ClampedArray ||
    data instanceof Uint16Array
  );
}

function allocate(float32: boolean, normal: number, anomalous: number): Ranking {
  const Kind = float32 ? Float32Array : Float64Array;
  return { normal: new Kind(normal), anomalous: new Kind(anomalous) };
}

/** Deals scores out by label, from the two places on; returns how many were anomalous. */
function fill(
  { normal, anomalous }: Ranking,
  scores: Floats,
  bits: Uint8Array,
  normalFrom: number,
  anomalousFrom: number,
): number {
  let n = normalFrom;
  let a = anomalousFrom;
  for (let i = 0; i < bits.length; i++) {
    if (bits[i] === 1) anomalous[a++] = scores[i];
    else normal[n++] = scores[i];
  }
  return a - anomalousFrom;
}

function sortBoth({ normal, anomalous }: Ranking): Ranking {
  return { normal: sortFloats(normal).values, anomalous: sortFloats(anomalous).values };
}

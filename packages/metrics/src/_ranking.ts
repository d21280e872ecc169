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
 * Ranks one score a sample. Scores keep their precision (float32 or float64);
 * takes twice their bytes beside the input, linear time.
 */
export function rankSamples(
  caller: string,
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): Ranking {
  if (labels.length !== scores.length)
    throw new RangeError(
      `${caller}: expected ${scores.length} labels, one per score, got ${labels.length}`,
    );
  const bits = binaryLabels(caller, labels);
  const floats = finiteScores(caller, "scores", scores);
  const ones = countOnes(bits);
  checkBothClasses(caller, "samples", bits.length - ones, ones);

  const ranking = allocate(floats instanceof Float32Array, bits.length - ones, ones);
  fill(ranking, floats, bits, 0, 0);
  return sortBoth(ranking);
}

/**
 * Ranks all pixels of all images together. Takes twice the bytes of the maps
 * beside the input when the maps are float32, linear time.
 */
export function rankPixels(caller: string, maps: readonly Grid[], masks: readonly Grid[]): Ranking {
  return sortBoth(collectPixels(caller, maps, masks, undefined));
}

/**
 * The same with the area of each anomalous pixel's region, 8-connected: 8 bytes
 * more an anomalous pixel.
 */
export function rankRegions(
  caller: string,
  maps: readonly Grid[],
  masks: readonly Grid[],
): RegionRanking {
  const regions = { areas: new Uint32Array(0), count: 0 };
  const pixels = collectPixels(caller, maps, masks, regions);
  const normal = sortFloats(pixels.normal).values;
  const { values, payload } = sortFloats(pixels.anomalous, regions.areas);
  return { normal, anomalous: values, areas: payload as Uint32Array, regions: regions.count };
}

function collectPixels(
  caller: string,
  maps: readonly Grid[],
  masks: readonly Grid[],
  regions: { areas: Uint32Array; count: number } | undefined,
): Ranking {
  const counts = countPixels(caller, maps, masks);
  const ranking = allocate(maps.every(fitsFloat32), counts.normal, counts.anomalous);
  if (regions) regions.areas = new Uint32Array(counts.anomalous);

  let normal = 0;
  let anomalous = 0;
  for (let image = 0; image < maps.length; image++) {
    const scores = finiteScores(caller, `maps[${image}].data`, maps[image].data);
    const bits = binaryMask(caller, `masks[${image}]`, masks[image]);
    const ones = fill(ranking, scores, bits, normal, anomalous);
    if (regions && ones > 0)
      regions.count += areasByPixel(
        bits,
        masks[image].width,
        regions.areas.subarray(anomalous, anomalous + ones),
      );
    anomalous += ones;
    normal += bits.length - ones;
  }
  return ranking;
}

function countPixels(caller: string, maps: readonly Grid[], masks: readonly Grid[]) {
  checkImages(caller, maps, masks);
  let anomalous = 0;
  let pixels = 0;
  for (let image = 0; image < maps.length; image++) {
    anomalous += countOnes(binaryMask(caller, `masks[${image}]`, masks[image]));
    pixels += masks[image].data.length;
  }
  checkBothClasses(caller, "pixels", pixels - anomalous, anomalous);
  return { normal: pixels - anomalous, anomalous };
}

/** Throws unless there is one mask a map, of the map's height and width. */
export function checkImages(caller: string, maps: readonly Grid[], masks: readonly Grid[]): void {
  if (maps.length !== masks.length)
    throw new RangeError(
      `${caller}: expected ${maps.length} masks, one per map (all zeros for a normal image), got ${masks.length}`,
    );
  for (const [image, map] of maps.entries()) checkPair(caller, `[${image}]`, map, masks[image]);
}

/** Throws unless map and mask are whole and of one size. */
export function checkPair(caller: string, index: string, map: Grid, mask: Grid): void {
  checkShape(caller, `maps${index}`, map);
  checkShape(caller, `masks${index}`, mask);
  if (map.height !== mask.height || map.width !== mask.width)
    throw new RangeError(
      `${caller}: expected masks${index} of its map's size, ${map.height} x ${map.width}, ` +
        `got ${mask.height} x ${mask.width}; resize one of them first`,
    );
}

/** Throws where a class is absent, for then no curve exists. */
export function checkBothClasses(
  caller: string,
  what: "samples" | "pixels",
  normal: number,
  anomalous: number,
): void {
  if (normal === 0 || anomalous === 0)
    throw new UndefinedMetricError(
      `${caller}: expected both classes, got ${normal} normal and ${anomalous} anomalous ${what}`,
    );
}

function fitsFloat32({ data }: Grid): boolean {
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

import { anyMap } from "./anyMap.ts";
import type { AnomalyMap } from "./anomalyMap.ts";
import { checkRaw } from "./_checkRaw.ts";
import { locate } from "./_locate.ts";
import type { DetectorMetadata } from "./detectorMetadata.ts";
import { explain } from "./explain.ts";
import { findRegions } from "./findRegions.ts";
import { findResizedRegions } from "./_findResizedRegions.ts";
import { cellsLookedAt } from "./_cellsLookedAt.ts";
import type { FoundRegion } from "./region.ts";
import type { LookedAt } from "../images/lookAt.ts";
import { displayMap } from "./mapScale.ts";
import { resizeMap } from "./resizeMap.ts";
import { scoreWithin } from "./scoreWithin.ts";
import { decide } from "./verdict.ts";
import type { Extras, ImageVerdict, TypeVerdict } from "./verdict.ts";

/** The verdict on one image, without maps. */
export interface ScorePrediction extends ImageVerdict {
  extras: Extras;
  /**
   * The fraction of the image that was looked at: 1 unless an option (`lookAt`) says where to look. Nothing is
   * known of the rest: it has no part in score, verdict and regions, and its map values are NaN.
   */
  lookedFraction: number;
  /** The verdict and its reason in words. */
  explanation: string;
}

/** The verdict on one type, with the type's map. */
export interface TypePrediction extends TypeVerdict {
  /** Raw values at the network's own resolution. */
  map: AnomalyMap;
  /** Raw values in the original image's pixels; computed when first read. */
  readonly anomalyMap: AnomalyMap;
  /** The map as it is shown: in `[0, 1]`, one half at the map threshold; computed when first read. */
  readonly displayMap: AnomalyMap;
}

/** The verdict on one image, with the maps and regions that it comes from. */
export interface Prediction extends Omit<ScorePrediction, "types" | "explanation"> {
  types: Record<string, TypePrediction>;
  /** The map of any defect: the sum of the types' maps, at the network's own resolution. */
  map: AnomalyMap;
  /** That map in the original image's pixels; computed when first read. */
  readonly anomalyMap: AnomalyMap;
  /** The map as it is shown: in `[0, 1]`, one half at the map threshold; computed when first read. */
  readonly displayMap: AnomalyMap;
  /**
   * The regions of an anomalous image in the original image's pixels, highest peak first within a type:
   * parts of the maps of its anomalous types that reach the map threshold; if there are none, parts of the
   * map of any defect; if there are none either, its strongest place, which is `weak`. The list is empty
   * for an image that is not anomalous, and for one whose map is flat. It is computed when first read.
   */
  readonly regions: FoundRegion[];
  /** The verdict and its reason in words; computed when first read. */
  readonly explanation: string;
}

/** The outputs of the file for one image. */
export interface RawPrediction {
  /** The scores `[M]`, in the order of `metadata.types`. */
  scores: ArrayLike<number>;
  /** `M` maps at the network's own resolution. */
  maps: readonly AnomalyMap[];
  /** Values of each extra output, in the order of its names; default none. */
  extras?: Record<string, ArrayLike<number>>;
}

/**
 * {@link RawPrediction} without maps, as a verdict.
 *
 * @param options - `lookedFraction`: the fraction of the image that the scores are of; default 1.
 * @throws {RangeError} If there is not one score per type, or an extra output is unknown or has another
 *   number of values than names.
 */
export function toScorePrediction(
  metadata: DetectorMetadata,
  { scores, extras = {} }: Omit<RawPrediction, "maps">,
  { lookedFraction = 1 }: { lookedFraction?: number } = {},
): ScorePrediction {
  checkRaw("toScorePrediction", metadata, { scores, extras });
  const verdict = { ...decide(metadata, scores), extras: named(metadata, extras), lookedFraction };
  return { ...verdict, explanation: explain(metadata, verdict) };
}

/**
 * Raw scores and maps of one image as a {@link Prediction}. Holds the low-resolution maps
 * only; what is in the original image's pixels is made when it is first read, and kept. No image is
 * `normal` whose maps hold a value that is no finite number: that score counts as NaN, and the verdict is
 * `undecided`.
 *
 * @param original - Size of the image as it was stored, in pixels.
 * @param options - `looked`: the pixels that are looked at, as `lookedAt` gives them for an image of this size; scores and
 *   maps are then those of that part, see `metadata.scoreOfMap`.
 * @throws {RangeError} As {@link toScorePrediction} does, and if there is not one map per type, all of one
 *   size, `original` is no size, or `looked` is of another.
 */
export function toPrediction(
  metadata: DetectorMetadata,
  raw: RawPrediction,
  original: { height: number; width: number },
  { looked }: { looked?: LookedAt } = {},
): Prediction {
  checkRaw("toPrediction", metadata, { ...raw, original, looked });
  const counts = looked && cellsOf(metadata, raw.maps[0], looked);
  if (!counts) return makePrediction(metadata, raw, original);
  const { scoreOfMap = "peak" } = metadata;
  const scores = raw.maps.map((map, k) => scoreWithin(raw.scores[k], map, counts, scoreOfMap));
  return makePrediction(metadata, { ...raw, scores }, original, looked);
}

/** The cells of a map of the whole image that count. */
function cellsOf(
  { input, receptiveField }: DetectorMetadata,
  map: AnomalyMap,
  looked: LookedAt,
): Uint8Array | null {
  const { height, width } = looked;
  return cellsLookedAt(looked, map, { x: 0, y: 0, height, width }, { input, receptiveField });
}

/** {@link toPrediction} of outputs that fit, whose scores are already those of the part that is looked at. */
export function makePrediction(
  metadata: DetectorMetadata,
  { scores, maps: wholeMaps, extras = {} }: RawPrediction,
  original: { height: number; width: number },
  looked?: LookedAt,
): Prediction {
  const { types: names, calibration, any, maps: kind, receptiveField, input } = metadata;
  const geometry = receptiveField && { ...receptiveField, size: input };
  const counts = looked ? cellsOf(metadata, wholeMaps[0], looked) : null;
  const own = decide(metadata, scores);
  const image =
    own.verdict === "normal" ? decide(metadata, knownScores(scores, wholeMaps, counts)) : own;

  const views = (map: AnomalyMap, ranges: typeof any, verdict: TypeVerdict) => {
    const anomalyMap = once(() => unknownOff(resizeMap(map, original, geometry), looked?.data));
    const display = once(() => displayMap(anomalyMap(), ranges, { kind, image: verdict }));
    return {
      map: unknownOff(map, counts),
      get anomalyMap() {
        return anomalyMap();
      },
      get displayMap() {
        return display();
      },
    };
  };
  const types: Record<string, TypePrediction> = Object.fromEntries(
    names.map((type, k) => {
      const verdict = image.types[type];
      return [type, assign(views(wholeMaps[k], calibration[type], verdict), verdict)];
    }),
  );

  const wholeMap = anyMap(wholeMaps);
  const located = assign(views(wholeMap, any, image), {
    ...image,
    extras: named(metadata, extras),
    lookedFraction: looked?.fraction ?? 1,
    types,
  });
  const place = (map: AnomalyMap, view: Pick<Prediction, "map" | "anomalyMap">) => ({
    map: view.map,
    get anomalyMap() {
      return view.anomalyMap;
    },
    regionsAbove: (threshold: number) =>
      looked
        ? findRegions(view.anomalyMap, threshold)
        : findResizedRegions(map, original, threshold, geometry),
  });
  const places = assign(place(wholeMap, located), {
    types: Object.fromEntries(names.map((type, k) => [type, place(wholeMaps[k], types[type])])),
  });
  const regions = once(() => locate(metadata, image, places));
  const explanation = once(() => explain(metadata, located, { regions: regions(), views: places }));
  return Object.defineProperties(located, {
    regions: { get: regions, enumerable: true },
    explanation: { get: explanation, enumerable: true },
  }) as Prediction;
}

/** A map whose values are NaN where nothing is known; without `counts` the map itself. */
function unknownOff(map: AnomalyMap, counts?: Uint8Array | null): AnomalyMap {
  if (!counts) return map;
  const data = map.data.slice();
  for (let i = 0; i < data.length; i++) if (counts[i] === 0) data[i] = NaN;
  return { ...map, data };
}

/** The scores, NaN where a cell that counts is no finite number. */
function knownScores(
  scores: ArrayLike<number>,
  maps: readonly AnomalyMap[],
  counts: Uint8Array | null,
): number[] {
  return maps.map(({ data }, k) => {
    for (let i = 0; i < data.length; i++)
      if (!Number.isFinite(data[i]) && counts?.[i] !== 0) return NaN;
    return scores[k];
  });
}

/** Columns of extra outputs by name. */
function named(
  { extras: specs }: DetectorMetadata,
  extras: Record<string, ArrayLike<number>>,
): Extras {
  return Object.fromEntries(
    Object.entries(extras).map(([output, values]) => [
      output,
      Object.fromEntries(specs[output].names.map((name, i) => [name, values[i]])),
    ]),
  );
}

/** Adds values to an object and keeps its getters. */
function assign<T extends object, U extends object>(target: T, values: U): T & U {
  return Object.assign(target, values);
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

import type { AnomalyMap } from "./anomalyMap.ts";
import type { DetectorMetadata } from "./detectorMetadata.ts";
import type { FoundRegion } from "./findRegions.ts";
import type { Extras, ImageVerdict } from "./verdict.ts";

/** The raw map of any defect: at the network's resolution, and in the image's pixels, made when read. */
interface Views {
  map: AnomalyMap;
  readonly anomalyMap: AnomalyMap;
}

/**
 * A verdict and its reason in whole sentences. They follow from the same numbers as the verdict, so that
 * words, regions and colours never contradict each other.
 *
 * @param found - Where: regions, and the raw map of any defect at both resolutions; without it nothing is
 *   said of places.
 *
 * @example
 * explain(metadata, verdict, { regions, views: prediction });
 * // => "Anomalous: the score 0.61 reaches the threshold 0.44. Type: scratch. 2 regions, the strongest at x 40, y 52."
 */
export function explain(
  metadata: DetectorMetadata,
  image: ImageVerdict & { extras?: Extras },
  found?: { regions: readonly FoundRegion[]; views: Views },
): string {
  const { score, threshold, verdict } = image;
  if (verdict === "undecided")
    return threshold === null
      ? "Undecided: this detector has no threshold."
      : `Undecided: the score is ${score}, which is no finite number.`;
  const [own, limit] = apart(score, threshold as number);
  if (verdict === "normal")
    return [
      `Normal: the score ${own} is below the threshold ${limit}.`,
      ...(found ? hotSpot(metadata, found.views) : []),
    ].join(" ");
  return [
    `Anomalous: the score ${own} reaches the threshold ${limit}.`,
    ...typesOf(metadata, image),
    ...raised(metadata, image.extras ?? {}),
    ...(found ? placesOf(found.regions) : []),
  ].join(" ");
}

function typesOf({ types }: DetectorMetadata, image: ImageVerdict): string[] {
  if (types.length === 1) return [];
  const guilty = types.filter((type) => image.types[type].verdict === "anomalous");
  if (guilty.length > 0) return [`${guilty.length > 1 ? "Types" : "Type"}: ${guilty.join(", ")}.`];
  const known = types.filter((type) => image.types[type].normalizedScore !== null);
  const value = (type: string) => image.types[type].normalizedScore as number;
  const nearest = known.reduce<string | null>(
    (best, type) => (best === null || value(type) > value(best) ? type : best),
    null,
  );
  return [
    "No single type reaches its own threshold" + (nearest ? `; the nearest is ${nearest}.` : "."),
  ];
}

/** Extra values above those of 95 % of the normal validation images. */
function raised({ extras: specs }: DetectorMetadata, extras: Extras): string[] {
  const names = Object.entries(extras).flatMap(([output, values]) => {
    const { names, high } = specs[output];
    return names.filter((name, i) => values[name] > high[i]);
  });
  return names.length > 0 ? [`Higher than on normal validation images: ${names.join(", ")}.`] : [];
}

function placesOf(regions: readonly FoundRegion[]): string[] {
  if (regions.length === 0)
    return ["Its map is flat and shows no place: the whole image is unusual."];
  const strongest = regions.reduce((a, b) => (b.peak.value > a.peak.value ? b : a));
  const place = `x ${strongest.peak.x}, y ${strongest.peak.y}`;
  if (strongest.weak)
    return [
      `No place of its map reaches the map threshold: the score comes from a wide area, the strongest place is at ${place}.`,
    ];
  return [
    regions.length === 1
      ? `1 region, at ${place}.`
      : `${regions.length} regions, the strongest at ${place}.`,
  ];
}

/** Said of a normal image, because its map shows a colour beyond the middle of the scale. */
function hotSpot({ any, maps }: DetectorMetadata, views: Views): string[] {
  const reaches = ({ data }: AnomalyMap) => data.some((value) => value >= any.mapThreshold);
  // Few images need the large map for this: enlarging does not raise a peak.
  if (maps === "relative" || !reaches(views.map) || !reaches(views.anomalyMap)) return [];
  return ["One place of its map reaches the map threshold, but not enough to raise the score."];
}

/** Two numbers with as many digits, three at least, as it takes to tell them apart. */
function apart(a: number, b: number): [string, string] {
  for (let digits = 3; digits < 17; digits++) {
    const [x, y] = [a, b].map((value) => String(Number(value.toPrecision(digits))));
    if (x !== y || a === b) return [x, y];
  }
  return [String(a), String(b)];
}

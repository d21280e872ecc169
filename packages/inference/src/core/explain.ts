import type { AnomalyMap } from "./anomalyMap.ts";
import type { TypeCalibration } from "./calibration.ts";
import type { DetectorMetadata } from "./detectorMetadata.ts";
import type { FoundRegion, Region } from "./region.ts";
import type { Extras, ImageVerdict } from "./verdict.ts";

/** A raw map: at the network's resolution, and in the image's pixels, made when read. */
interface View {
  map: AnomalyMap;
  readonly anomalyMap: AnomalyMap;
  /** The regions of `anomalyMap`, where they can be found without it. */
  regionsAbove?(threshold: number): readonly Region[];
}

/** The map of any defect, and those of the types. */
interface Views extends View {
  types?: Record<string, View>;
}

/**
 * A verdict and its reason in whole sentences. They follow from the same numbers as the verdict, so that
 * words, regions and colours never contradict each other.
 *
 * @param found - Where: regions, and the raw maps at both resolutions; without it nothing is said of places.
 *
 * @example
 * explain(metadata, verdict, { regions, views: prediction });
 * // => "Anomalous: the score 0.61 reaches the threshold 0.44. Type: scratch. 2 regions, the strongest at x 40, y 52."
 */
export function explain(
  metadata: DetectorMetadata,
  image: ImageVerdict & { extras?: Extras; lookedFraction?: number },
  found?: { regions: readonly FoundRegion[]; views: Views },
): string {
  return [...reasonsOf(metadata, image, found), ...lookedAt(image.lookedFraction)].join(" ");
}

/** Nothing is known of what was not looked at. */
function lookedAt(fraction = 1): string[] {
  if (fraction === 1) return [];
  return [
    `Only ${digits(Math.min(100 * fraction, 99.9), 3)} % of the image was looked at; the rest is unknown.`,
  ];
}

function reasonsOf(
  metadata: DetectorMetadata,
  image: ImageVerdict & { extras?: Extras },
  found?: { regions: readonly FoundRegion[]; views: Views },
): string[] {
  const { score, threshold, verdict } = image;
  if (verdict === "undecided")
    return [
      threshold === null
        ? `Undecided: this detector has no threshold to compare the score ${digits(score, 3)} with.`
        : `Undecided: the score is ${score}, which is no finite number; the threshold is ${digits(threshold, 3)}.`,
    ];
  const [own, limit] = apart(score, threshold as number);
  if (verdict === "normal")
    return [
      `Normal: the score ${own} is below the threshold ${limit}.`,
      ...alone(metadata, image),
      ...(found ? hotSpots(metadata, found.views) : []),
    ];
  return [
    `Anomalous: the score ${own} reaches the threshold ${limit}.`,
    ...typesOf(metadata, image),
    ...raised(metadata, image.extras ?? {}),
    ...(found ? placesOf(metadata, found) : []),
  ];
}

/** Said of a normal image, because the bar of such a type passes the middle of its scale. */
function alone({ types }: DetectorMetadata, image: ImageVerdict): string[] {
  const names = types.filter((type) => (image.types[type].normalizedScore ?? 0) >= 0.5);
  if (names.length === 0) return [];
  return [
    `Taken alone, ${list(names)} would reach ${names.length > 1 ? "their" : "its"} threshold.`,
  ];
}

function typesOf({ types }: DetectorMetadata, image: ImageVerdict): string[] {
  if (types.length === 1 && types[0] === onlyType) return [];
  const found = types.filter((type) => image.types[type].verdict === "anomalous");
  if (found.length > 0) return [`${found.length > 1 ? "Types" : "Type"}: ${found.join(", ")}.`];
  const value = (type: string) => image.types[type].normalizedScore ?? 0;
  const [nearest] = types.toSorted((a, b) => value(b) - value(a));
  const which = value(nearest) > 0 ? `; the nearest is ${nearest}` : "";
  return [`No single type reaches its own threshold${which}.`];
}

/** The name that stands for any defect where a detector knows no types; it says nothing more. */
const onlyType = "anomaly";

/** Extra values above those of 95 % of the normal validation images. */
function raised({ extras: specs }: DetectorMetadata, extras: Extras): string[] {
  const names = Object.entries(specs).flatMap(([output, { names, high }]) =>
    Object.hasOwn(extras, output) ? names.filter((name, i) => extras[output][name] > high[i]) : [],
  );
  return names.length > 0 ? [`Higher than on normal validation images: ${names.join(", ")}.`] : [];
}

function placesOf(
  metadata: DetectorMetadata,
  { regions, views }: { regions: readonly FoundRegion[]; views: Views },
): string[] {
  if (regions.length === 0)
    return [
      `Its map is flat and shows no place: ${
        views.anomalyMap.data.some(Number.isFinite)
          ? "the whole image is unusual"
          : "none of its values is a finite number"
      }.`,
    ];
  const height = (region: FoundRegion) => onItsScale(metadata, region);
  const { peak, weak } = regions.reduce((a, b) => (height(b) > height(a) ? b : a));
  const place = `x ${peak.x}, y ${peak.y}`;
  if (weak)
    return [
      `No place of its map reaches the map threshold: the score comes from a wide area, the strongest place is at ${place}.`,
    ];
  return [
    regions.length === 1
      ? `1 region, at ${place}.`
      : `${regions.length} regions, the strongest at ${place}.`,
  ];
}

/** A peak in steps from the low end of its map's scale to the map threshold, so that types compare. */
function onItsScale({ any, calibration, maps }: DetectorMetadata, { type, peak }: FoundRegion) {
  if (maps === "relative") return peak.value;
  const { mapRange, mapThreshold } = type === null ? any : calibration[type];
  return (peak.value - mapRange[0]) / (mapThreshold - mapRange[0]);
}

/** Said of a normal image, because such a map shows a colour beyond the middle of its scale. */
function hotSpots({ any, calibration, maps, types }: DetectorMetadata, views: Views): string[] {
  if (maps === "relative") return []; // dimmed where the image is not anomalous
  const whole = reaches(views, any);
  const own = types.filter((type) => views.types && reaches(views.types[type], calibration[type]));
  const names = [
    ...(whole ? ["its map"] : []),
    ...(whole && types.length === 1 ? [] : own.map((type) => `the map of ${type}`)),
  ];
  if (names.length === 0) return [];
  return [`Parts of ${list(names)} reach the map threshold, but do not raise the score enough.`];
}

function reaches(view: View, { mapThreshold }: TypeCalibration): boolean {
  const high = ({ data }: AnomalyMap) =>
    data.some((value) => value >= mapThreshold && Number.isFinite(value));
  if (!high(view.map)) return false; // enlarging raises no peak: few need the large map
  return view.regionsAbove ? view.regionsAbove(mapThreshold).length > 0 : high(view.anomalyMap);
}

function list(names: readonly string[]): string {
  return names.length < 2
    ? names.join("")
    : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** Two numbers with as many digits, three at least, as it takes to tell them apart. */
function apart(a: number, b: number): [string, string] {
  if (a === b) return [digits(a, 3), digits(b, 3)];
  let count = 3;
  while (count < 17 && digits(a, count) === digits(b, count)) count++;
  return [digits(a, count), digits(b, count)];
}

function digits(value: number, count: number): string {
  return String(Number(value.toPrecision(count)));
}

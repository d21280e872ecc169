import type { PredictionRecord } from "./predictionRecord.ts";

/**
 * A prediction as a line for people: path, verdict, score, types and regions.
 *
 * @example
 * predictionLine(record); // => "photos/a.png  anomalous  0.61 (threshold 0.443)  scratch  2 regions, the strongest at x 40, y 52"
 */
export function predictionLine({
  path,
  verdict,
  score,
  threshold,
  types,
  regions,
  note,
}: PredictionRecord): string {
  if (score === null) return `${path}  ${verdict}  ${note ?? ""}`.trimEnd();
  const limit = threshold === null ? "no threshold" : `threshold ${number(threshold)}`;
  const guilty = types.filter((type) => type.verdict === "anomalous").map(({ type }) => type);
  const named = types.length > 1 && guilty.length > 0 ? [guilty.join(", ")] : [];
  return [path, verdict, `${number(score)} (${limit})`, ...named, ...placesOf(regions)].join("  ");
}

function placesOf(regions: PredictionRecord["regions"]): string[] {
  if (regions.length === 0) return [];
  const strongest = regions.reduce((a, b) => (b.peak > a.peak ? b : a));
  const { x, y, width, height } = strongest;
  const box = `x ${x}, y ${y}, ${width} x ${height} px`;
  return [
    regions.length === 1
      ? `1 region at ${box}`
      : `${regions.length} regions, the strongest at ${box}`,
  ];
}

const number = (value: number): string => String(Number(value.toPrecision(3)));

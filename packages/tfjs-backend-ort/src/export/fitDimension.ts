import type { FreeDimension } from "./freeDimensions.ts";

/** The rule by which a number of the graph follows from the free dimensions. */
export type DimensionForm =
  | { kind: "fixed"; value: number }
  /** `floor((slope · dimension + offset) / divisor)` */
  | { kind: "line"; dimension: string; slope: number; offset: number; divisor: number }
  /** `factor · dimension · dimension · ...` */
  | { kind: "product"; dimensions: string[]; factor: number }
  /** `factor / dimension` */
  | { kind: "share"; dimension: string; factor: number };

/** The products of strides that networks have. */
const DIVISORS = [1, 2, 4, 8, 16, 32, 64];

/**
 * Finds the rule by which a number follows from the free dimensions.
 *
 * @param values - The number in each recording, in the order of `recordingSizes`.
 * @returns The rule, or null if none of the forms fits all values.
 */
export function fitDimension(
  values: readonly number[],
  dimensions: readonly FreeDimension[],
): DimensionForm | null {
  const rows = rowsOf(values, dimensions);
  const varying = rows.filter(({ values }) => values.some((value) => value !== values[0]));
  if (varying.length === 0) return { kind: "fixed", value: values[0] };
  if (varying.length === 1) return line(varying[0]) ?? share(varying[0]);
  const factor = varying.reduce((rest, { dimension }) => rest / dimension.sizes[0], values[0]);
  const proportional = varying.every(({ dimension, values }) =>
    values.every((value, i) => value * dimension.sizes[0] === values[0] * dimension.sizes[i]),
  );
  if (!proportional || !Number.isInteger(factor)) return null;
  return { kind: "product", dimensions: varying.map(({ dimension }) => dimension.name), factor };
}

interface Row {
  dimension: FreeDimension;
  /** The number at each size of the dimension, the others being at their first. */
  values: number[];
}

function rowsOf(values: readonly number[], dimensions: readonly FreeDimension[]): Row[] {
  let next = 1;
  return dimensions.map((dimension) => {
    const own = values.slice(next, (next += dimension.sizes.length - 1));
    return { dimension, values: [values[0], ...own] };
  });
}

function line({ dimension, values }: Row): DimensionForm | null {
  if (!values.every(Number.isInteger)) return null;
  const { sizes } = dimension;
  const steepness = (values[1] - values[0]) / (sizes[1] - sizes[0]);
  for (const divisor of DIVISORS) {
    const slope = Math.round(steepness * divisor);
    if (slope === 0) continue;
    // Every value leaves the offset a range of numbers; rounding down and up are its two ends.
    const starts = values.map((value, i) => value * divisor - slope * sizes[i]);
    const [least, most] = [Math.max(...starts), Math.min(...starts) + divisor - 1];
    if (least > most) continue;
    const offset = [0, divisor - 1, least].find((end) => end >= least && end <= most)!;
    const known = least === most || offset === 0 || offset === divisor - 1;
    return known ? { kind: "line", dimension: dimension.name, slope, offset, divisor } : null;
  }
  return null;
}

function share({ dimension, values }: Row): DimensionForm | null {
  const factor = values[0] * dimension.sizes[0];
  // Numbers of single precision.
  const close = values.every((v, i) => Math.abs(v * dimension.sizes[i] - factor) <= 2e-7 * Math.abs(factor)); // prettier-ignore
  return close ? { kind: "share", dimension: dimension.name, factor } : null;
}

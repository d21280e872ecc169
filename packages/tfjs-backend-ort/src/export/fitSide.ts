import type { FreeSide } from "./freeSides.ts";

/** How a number of the graph follows from the free sides. */
export type SideForm =
  | { kind: "fixed"; value: number }
  /** `floor((slope · side + offset) / divisor)` */
  | { kind: "line"; side: string; slope: number; offset: number; divisor: number }
  /** `factor · side · side · ...` */
  | { kind: "product"; sides: string[]; factor: number }
  /** `factor / side` */
  | { kind: "share"; side: string; factor: number };

/** Strides that networks have in all. */
const DIVISORS = [1, 2, 4, 8, 16, 32, 64];

/**
 * The rule by which a number follows from the free sides, of its values in the recordings (in the
 * order of `recordingSizes`); null where none of the forms fits them all.
 */
export function fitSide(values: readonly number[], sides: readonly FreeSide[]): SideForm | null {
  const rows = rowsOf(values, sides);
  const varying = rows.filter(({ values }) => values.some((value) => value !== values[0]));
  if (varying.length === 0) return { kind: "fixed", value: values[0] };
  if (varying.length === 1) return line(varying[0]) ?? share(varying[0]);
  const factor = varying.reduce((rest, { side }) => rest / side.sizes[0], values[0]);
  const proportional = varying.every(({ side, values }) =>
    values.every((value, i) => value * side.sizes[0] === values[0] * side.sizes[i]),
  );
  if (!proportional || !Number.isInteger(factor)) return null;
  return { kind: "product", sides: varying.map(({ side }) => side.name), factor };
}

interface Row {
  side: FreeSide;
  /** The number at each size of the side, the others being at their first. */
  values: number[];
}

function rowsOf(values: readonly number[], sides: readonly FreeSide[]): Row[] {
  let next = 1;
  return sides.map((side) => {
    const own = values.slice(next, (next += side.sizes.length - 1));
    return { side, values: [values[0], ...own] };
  });
}

function line({ side, values }: Row): SideForm | null {
  if (!values.every(Number.isInteger)) return null;
  const { sizes } = side;
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
    return known ? { kind: "line", side: side.name, slope, offset, divisor } : null;
  }
  return null;
}

function share({ side, values }: Row): SideForm | null {
  const factor = values[0] * side.sizes[0];
  // Numbers of single precision.
  const close = values.every((v, i) => Math.abs(v * side.sizes[i] - factor) <= 2e-7 * Math.abs(factor)); // prettier-ignore
  return close ? { kind: "share", side: side.name, factor } : null;
}

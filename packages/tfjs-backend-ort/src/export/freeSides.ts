import type { ExportInput } from "./exportInput.ts";

/** A side of the inputs that may be anything when the model runs, and sizes to record it at. */
export interface FreeSide {
  name: string;
  /** The first is that of the base recording; with each of the others one more is made. */
  sizes: readonly number[];
}

/** Sizes for a batch: primes, so that hardly another side of a network is equal to one. */
const BATCHES = [53, 59];
/**
 * For every other side: a multiple of 64, one more and one less tell rounding up and rounding down
 * from everything between, whatever the strides; the first, far away, tells the slope.
 */
const SIDES = [
  [211, 704, 705, 703],
  [223, 832, 833, 831],
  [227, 1088, 1089, 1087],
  [229, 1216, 1217, 1215],
];
/** The same for sides that are multiples of something. */
const MULTIPLES = [7, 11, 13, 16];

/**
 * The free sides of inputs, in order of appearance.
 *
 * @param multiples - for sides that the function takes only as multiples of a number.
 * @throws {RangeError} If a multiple is given for a side there is not, or is not a positive integer.
 */
export function freeSides(
  inputs: Record<string, ExportInput>,
  multiples: Record<string, number> = {},
): FreeSide[] {
  const names = new Set(
    Object.values(inputs).flatMap(({ shape }) => shape.filter((side) => typeof side === "string")),
  );
  for (const [name, multiple] of Object.entries(multiples)) {
    if (!names.has(name))
      throw new RangeError(
        `exportOnnx: expected multiples of free sides (${[...names].join(", ")}), got "${name}"`,
      );
    if (!Number.isInteger(multiple) || multiple < 1)
      throw new RangeError(
        `exportOnnx: expected multiples.${name} to be a positive integer, got ${multiple}`,
      );
  }
  let used = 0;
  return [...names].map((name) => {
    const multiple = multiples[name] ?? 1;
    if (multiple > 1) return { name, sizes: MULTIPLES.map((size) => size * multiple) };
    if (name === "batch") return { name, sizes: BATCHES };
    return { name, sizes: SIDES[used++ % SIDES.length] };
  });
}

/** Sizes by name for the base recording, then for each further one: one side differs each time. */
export function recordingSizes(sides: readonly FreeSide[]): Record<string, number>[] {
  const base = Object.fromEntries(sides.map(({ name, sizes }) => [name, sizes[0]]));
  const others = sides.flatMap(({ name, sizes }) =>
    sizes.slice(1).map((size) => ({ ...base, [name]: size })),
  );
  return [base, ...others];
}

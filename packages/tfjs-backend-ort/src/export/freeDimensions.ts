import type { ExportInput } from "./exportInput.ts";

/** A dimension of the inputs that may have any size when the model runs, and the sizes to record it at. */
export interface FreeDimension {
  name: string;
  /** The first size is that of the base recording; one more recording is made with each of the others. */
  sizes: readonly number[];
}

/** The sizes of a batch: primes, because other dimensions of a network are hardly equal to one. */
const BATCHES = [53, 59];
/**
 * The sizes of every other dimension. A multiple of 64, one more and one less distinguish rounding up
 * from rounding down, whatever the strides; the first, which is far away, determines the slope.
 */
const OTHERS = [
  [211, 704, 705, 703],
  [223, 832, 833, 831],
  [227, 1088, 1089, 1087],
  [229, 1216, 1217, 1215],
];
/** The sizes of a dimension that takes only multiples of a number, in multiples. */
const MULTIPLES = [7, 11, 13, 16];

/**
 * The free dimensions of inputs, in order of appearance.
 *
 * @param multiples - The number that a dimension must be a multiple of, by the dimension's name.
 * @throws {RangeError} If there is no dimension of that name, or the number is not a positive integer.
 */
export function freeDimensions(
  inputs: Record<string, ExportInput>,
  multiples: Record<string, number> = {},
): FreeDimension[] {
  const names = new Set(
    Object.values(inputs).flatMap(({ shape }) =>
      shape.filter((dimension) => typeof dimension === "string"),
    ),
  );
  for (const [name, multiple] of Object.entries(multiples)) {
    if (!names.has(name))
      throw new RangeError(
        `exportOnnx: expected multiples of free dimensions (${[...names].join(", ")}), got "${name}"`,
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
    return { name, sizes: OTHERS[used++ % OTHERS.length] };
  });
}

/** The sizes by name of the base recording, then of each further one, in which one dimension differs. */
export function recordingSizes(dimensions: readonly FreeDimension[]): Record<string, number>[] {
  const base = Object.fromEntries(dimensions.map(({ name, sizes }) => [name, sizes[0]]));
  const others = dimensions.flatMap(({ name, sizes }) =>
    sizes.slice(1).map((size) => ({ ...base, [name]: size })),
  );
  return [base, ...others];
}

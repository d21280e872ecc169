import { joinRows } from "@flawlens/detector";
import type { Rows } from "@flawlens/detector";
import { farthestFirst } from "./farthestFirst.ts";
import type { Covering, Reduction } from "./reduction.ts";

/** Sizes of a bank that is filled block by block. */
export interface MergeReduceOptions {
  /** Most rows of the bank; default 1000. */
  rows?: number;
  /** Most rows of a block; default 256. */
  blockRows?: number;
  /**
   * Most blocks of a level; default as many as fill the bank. With 1, as released, the bank has no more than
   * `blockRows` times the number of ones in the binary number of batches: 256 rows for 16 batches, 1000 for 15.
   */
  blocks?: number;
}

/**
 * A bounded memory bank of any number of patches (MH-PatchCore, arXiv:2605.27748). Each batch of patches is reduced to
 * a block of level 0 by {@link farthestFirst}. Where a level has more blocks than it may, its two oldest are joined and
 * reduced to one block of the next level, as binary numbers are counted. In the end all blocks, those of low levels
 * first, are reduced to the bank.
 *
 * Memory: `4 · size · blockRows · (blocks + 1)` bytes a level, and log₂(batches/blocks) levels: 4 MB for 2,500 batches
 * of vectors of 100 numbers.
 *
 * @throws {RangeError} If an option is not a whole number of at least 1.
 *
 * @example
 * const reducer = mergeReduce({ rows: 500 }).start();
 * for await (const { rows } of batches) reducer.add(rows);
 * const { rows, radius } = reducer.finish();
 */
export function mergeReduce({
  rows = 1000,
  blockRows = 256,
  blocks = Math.ceil(rows / blockRows),
}: MergeReduceOptions = {}): Reduction {
  for (const [name, value] of Object.entries({ rows, blockRows, blocks }))
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(
        `mergeReduce: expected ${name} to be a whole number of at least 1, got ${value}`,
      );
  const most = Math.min(rows, blockRows);
  return {
    name: `at most ${rows} patches, by merging blocks of ${most}`,
    start() {
      const levels: Covering[][] = [];
      return {
        add(batch) {
          let carried: Covering | undefined = farthestFirst(batch, most);
          for (let level = 0; carried; level++) {
            const held: Covering[] = (levels[level] ??= []);
            held.push(carried);
            carried = held.length > blocks ? mergeCoverings(held.splice(0, 2), most) : undefined;
          }
        },
        finish: () => mergeCoverings(levels.flat(), rows),
      };
    },
  };
}

/**
 * One covering of everything that several stand for, such as the banks of several machines that each saw a part of the
 * images, whitened alike. Its radius bounds how far it may be from the bank of all images, see `Covering`.
 *
 * @param coverings - Of rows of one size.
 * @param count - Most rows of the result.
 * @throws {RangeError} If there is none, their rows are of different sizes, or `count` is not a whole number of at
 *   least 1.
 *
 * @example
 * const { rows, radius } = mergeCoverings([bankOfMonday, bankOfTuesday], 1000);
 */
export function mergeCoverings(coverings: readonly Covering[], count: number): Covering {
  if (coverings.length === 0)
    throw new RangeError("mergeCoverings: expected a bank of at least one patch, got none");
  const parts = coverings.map((covering) => covering.rows);
  checkSizes(parts);
  const { rows, radius } = farthestFirst(joinRows(parts), count);
  return { rows, radius: radius + Math.max(...coverings.map((covering) => covering.radius)) };
}

function checkSizes([{ size }, ...others]: readonly Rows[]): void {
  const other = others.find((part) => part.size !== size);
  if (other)
    throw new RangeError(
      `mergeCoverings: expected rows of ${size} numbers, got rows of ${other.size}`,
    );
}

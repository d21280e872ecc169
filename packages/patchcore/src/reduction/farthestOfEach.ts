import { joinRows, longestRows } from "@flawlens/detector";
import type { Rows } from "@flawlens/detector";
import type { Reduction } from "./reduction.ts";

/**
 * A memory bank of the patches of each image that are farthest from the origin, which is the mean of all patches where
 * they are whitened: there an image is least like the others, and what it shares with them need not be kept. The rows
 * are those of the first image, the farthest first, then of the second, as `imageScoring` takes them.
 *
 * Memory: `4 · size · each` bytes an image.
 *
 * @param options - `cells`: patches of an image; batches hold whole images. `each`: how many are kept of an image, at
 *   most `cells`.
 * @throws {RangeError} If `each` is not a whole number from 1 to `cells`; when patches are added, if they are not those
 *   of whole images.
 *
 * @example
 * fitMhpatchcore(model, { source, reduction: farthestOfEach({ cells: 1024, each: 200 }) });
 */
export function farthestOfEach({ cells, each }: { cells: number; each: number }): Reduction {
  if (!Number.isInteger(each) || each < 1 || each > cells)
    throw new RangeError(
      `farthestOfEach: expected each to be a whole number from 1 to the ${cells} cells, got ${each}`,
    );
  return {
    name: `the ${each} most unusual patches of each image`,
    start() {
      const kept: Rows[] = [];
      let radius = 0;
      return {
        add(rows) {
          if (rows.count % cells !== 0)
            throw new RangeError(
              `farthestOfEach: expected the patches of whole images, ${cells} each, got ${rows.count}`,
            );
          const { size } = rows;
          for (let first = 0; first < rows.count; first += cells) {
            const data = rows.data.subarray(first * size, (first + cells) * size);
            const own = longestRows({ data, count: cells, size }, each);
            kept.push(own);
            // Patches that are left out, and the nearest to the origin of those kept, lie in a ball of its length.
            if (each < cells)
              radius = Math.max(radius, 2 * Math.hypot(...own.data.subarray(-size)));
          }
        },
        finish() {
          if (kept.length === 0)
            throw new RangeError("farthestOfEach: expected a bank of at least one patch, got none");
          return { rows: joinRows(kept), radius };
        },
      };
    },
  };
}

import type { Rows } from "@flawlens/detector";

/** Which patches of the normal images are kept in the memory bank: a value, so that any object of this shape fits. */
export interface Coreset {
  name: string;
  /**
   * Chooses rows.
   *
   * @param rows - Every patch of the training images.
   * @param options - `count`: rows wanted, from 1 to `rows.count`. `random`: uniform in [0, 1).
   * @returns Their indices, one by one, so that progress can be shown and the work be ended; a list is one too.
   */
  choose(
    rows: Rows,
    options: { count: number; random: () => number },
  ): Iterable<number> | AsyncIterable<number>;
}

/**
 * Part `index` of `of`, counted from 1, of a list: every `of`-th of it, so that parts have about as many jobs of each kind.
 *
 * @example
 * partOf(["a", "b", "c"], { index: 1, of: 2 }); // => ["a", "c"]
 */
export function partOf<T>(list: readonly T[], { index, of }: { index: number; of: number }): T[] {
  return list.filter((_, at) => at % of === index - 1);
}

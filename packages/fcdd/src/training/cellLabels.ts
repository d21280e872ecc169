/**
 * What is known of each cell of an image's maps.
 *
 * Nothing of an image shows a type that the image does not show. A cell outside of the mask shows no type at all, and
 * one inside shows the image's type. Where the image shows several types, nobody knows which of them a marked cell
 * shows; without marked cells nobody knows which cells show the image's types.
 *
 * @param labels - `[M]`, 1 where the image shows a type.
 * @param marked - `[cells]`, as `markedCells` of `@flawlens/detector` gives them.
 * @returns `[cells, M]`: 1 anomalous, 0 normal, -1 not known.
 */
export function cellLabels(
  labels: readonly number[],
  marked: Uint8Array | null,
  cells: number,
): Float32Array {
  const types = labels.length;
  const several = labels.filter((label) => label === 1).length > 1;
  const inside = several ? -1 : 1;
  const result = new Float32Array(cells * types);
  for (let cell = 0; cell < cells; cell++)
    for (let k = 0; k < types; k++)
      if (labels[k] === 1)
        result[cell * types + k] = marked === null ? -1 : marked[cell] === 1 ? inside : 0;
  return result;
}

/**
 * What hides each cell and its neighbours from itself in UniAD's attention: added to the logits of queries (rows) and
 * keys (columns), it is 0 where a query may look and -10⁹ in the square of `neighbors` x `neighbors` cells around it.
 *
 * @param options - `height`, `width`: cells of the grid. `neighbors`: an odd number; 0 hides nothing.
 * @returns `[cells, cells]`, cells row by row.
 * @throws {RangeError} If a cell could look nowhere, or `neighbors` is even.
 */
export function neighborMask({
  height,
  width,
  neighbors,
}: {
  height: number;
  width: number;
  neighbors: number;
}): Float32Array {
  if (neighbors !== 0 && neighbors % 2 !== 1)
    throw new RangeError(
      `neighborMask: expected an odd number of neighbors or 0, got ${neighbors}`,
    );
  const reach = (neighbors - 1) / 2; // -0.5 where nothing is hidden
  const hidden = (size: number) => Math.floor(size / 2) <= reach; // the whole side, from its middle
  if (hidden(height) && hidden(width))
    throw new RangeError(
      `neighborMask: expected a grid in which every cell sees another one past ${neighbors} x ${neighbors} hidden ones, got ${height} x ${width}; take a larger input or fewer neighbors`,
    );
  const cells = height * width;
  const mask = new Float32Array(cells * cells);
  for (let query = 0; query < cells; query++)
    for (let key = 0; key < cells; key++) {
      const rows = Math.abs(Math.floor(query / width) - Math.floor(key / width));
      const columns = Math.abs((query % width) - (key % width));
      if (rows <= reach && columns <= reach) mask[query * cells + key] = -1e9;
    }
  return mask;
}

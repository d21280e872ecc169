import type { PixelMask } from "@flawlens/sampling";

/**
 * The cells of a grid over an image in which at least one pixel is marked, row by row.
 *
 * @param mask - A multiple of the grid's sides.
 */
export function cellsUnder(
  { data, height, width }: PixelMask,
  grid: { height: number; width: number },
): number[] {
  const [tall, wide] = [height / grid.height, width / grid.width];
  const cells = new Set<number>();
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (data[y * width + x] > 0)
        cells.add(Math.floor(y / tall) * grid.width + Math.floor(x / wide));
  return [...cells].sort((a, b) => a - b);
}

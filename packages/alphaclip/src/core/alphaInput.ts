import type { Grid } from "@flawlens/metrics";

/** A mask in {0, 1} is normalised by these: the background becomes -1.923, the region 1.923. */
export const ALPHA_MEAN = 0.5;
export const ALPHA_STD = 0.26;

/**
 * Prepares a mask for Alpha-CLIP: it is resized to a square by bilinear interpolation (half-pixel
 * centres, so that edges become soft), then normalised by (x - 0.5) / 0.26.
 *
 * @param mask - 0 on the background; every other value belongs to the region.
 * @param size - Width and height of the images of the tower.
 * @returns `[size * size]`, row by row.
 * @throws {RangeError} If the mask is empty, or its data do not fit its size.
 */
export function alphaInput(mask: Grid, size: number): Float32Array {
  const { data, height, width } = mask;
  if (data.length !== height * width || !height || !width)
    throw new RangeError(
      `alphaInput: expected ${height} x ${width} pixels of a mask, got ${data.length}`,
    );
  if (!isMarked(mask))
    throw new RangeError(
      `alphaInput: expected a mask with a region, got ${height} x ${width} of background`,
    );
  const rows = neighbours(height, size);
  const columns = neighbours(width, size);
  const bit = (row: number, column: number) => (data[row * width + column] ? 1 : 0);
  const alpha = new Float32Array(size * size);
  for (const [y, [top, bottom, down]] of rows.entries())
    for (const [x, [left, right, across]] of columns.entries()) {
      const upper = bit(top, left) * (1 - across) + bit(top, right) * across;
      const lower = bit(bottom, left) * (1 - across) + bit(bottom, right) * across;
      alpha[y * size + x] = (upper * (1 - down) + lower * down - ALPHA_MEAN) / ALPHA_STD;
    }
  return alpha;
}

function isMarked({ data }: Grid): boolean {
  for (let i = 0; i < data.length; i++) if (data[i]) return true;
  return false;
}

/** The two input pixels around the centre of each output pixel, and the weight of the second. */
function neighbours(from: number, to: number): [first: number, second: number, part: number][] {
  return Array.from({ length: to }, (_, i) => {
    const at = Math.max(0, ((i + 0.5) * from) / to - 0.5);
    const first = Math.min(from - 1, Math.floor(at));
    return [first, Math.min(from - 1, first + 1), at - first];
  });
}

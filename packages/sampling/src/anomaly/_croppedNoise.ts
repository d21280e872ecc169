import type { Random } from "../randomStream.ts";
import { perlinNoise } from "./perlinNoise.ts";

/**
 * Perlin noise of any size: where the cells do not divide a side, noise of the next power of two (or of
 * the next multiple of other cells) is cropped.
 */
export function croppedNoise(
  height: number,
  width: number,
  [rows, columns]: readonly [number, number],
  random: Random,
): Float64Array {
  const size = { height: divisible(height, rows), width: divisible(width, columns) };
  const { data } = perlinNoise({ ...size, resolution: [rows, columns], random });
  if (size.height === height && size.width === width) return data;
  const cropped = new Float64Array(height * width);
  for (let y = 0; y < height; y++)
    cropped.set(data.subarray(y * size.width, y * size.width + width), y * width);
  return cropped;
}

function divisible(side: number, cells: number): number {
  if (side % cells === 0) return side;
  return Math.ceil(2 ** Math.ceil(Math.log2(side)) / cells) * cells;
}

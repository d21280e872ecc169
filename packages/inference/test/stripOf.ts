import { readImage } from "@flawlens/datasets";
import type { Pixels } from "../src/images/pixels.ts";

/** Images beside each other, each brought to a square of `side` pixels. */
export async function stripOf(files: readonly string[], side: number): Promise<Pixels> {
  const width = files.length * side;
  const data = new Uint8Array(side * width * 3);
  for (const [i, file] of files.entries()) {
    const tile = await readImage(file, { height: side, width: side });
    for (let y = 0; y < side; y++)
      data.set(tile.data.subarray(y * side * 3, (y + 1) * side * 3), (y * width + i * side) * 3);
  }
  return { data, height: side, width };
}

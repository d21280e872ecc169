import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { randomStream } from "@flawlens/sampling";
import sharp from "sharp";

/** Side of the images, in pixels. */
export const side = 32;

/**
 * Writes photographs of made-up parts, 32 px, as PNG: grey noise, on those of a folder named `bright` or `dark` a square of 8 px.
 *
 * @param folder - Where the folders go.
 * @param counts - How many images by folder: `{ good: 12, bright: 4 }`; the name `.` stands for the folder itself.
 */
export async function writeParts(
  folder: string,
  counts: Record<string, number>,
  { seed = 1 } = {},
): Promise<void> {
  const random = randomStream(seed);
  for (const [name, count] of Object.entries(counts))
    for (let i = 0; i < count; i++) {
      const pixels = Uint8Array.from({ length: side * side * 3 }, () => 110 + 20 * random());
      const [left, top] = [Math.floor(20 * random()), Math.floor(20 * random())];
      const defect = { bright: 210, dark: 30 }[name.split("/").at(-1) as string];
      if (defect !== undefined)
        for (let y = top; y < top + 8; y++)
          pixels.fill(defect, 3 * (y * side + left), 3 * (y * side + left + 8));
      const file = join(folder, name, `${String(i).padStart(3, "0")}.png`);
      await mkdir(dirname(file), { recursive: true });
      await sharp(pixels, { raw: { width: side, height: side, channels: 3 } }).toFile(file);
    }
}

import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { writeFiles } from "./images.ts";

/** Writes a data set of widgets with cracks: images of 16 x 16 px whose masks are squares of these sides from (2, 3) on. */
export async function writeMaskedParts(
  folder: string,
  sides: readonly number[] = [4],
): Promise<void> {
  const widget = join(folder, "widget");
  await writeFiles(widget, ["train/good/0.png", "test/good/0.png"]);
  for (const [i, side] of sides.entries()) {
    await writeFiles(widget, [`test/crack/${i}.png`]);
    const mask = new Uint8Array(256);
    for (let y = 3; y < 3 + side; y++) mask.fill(255, 16 * y + 2, 16 * y + 2 + side);
    const file = join(widget, `ground_truth/crack/${i}_mask.png`);
    await mkdir(dirname(file), { recursive: true });
    await sharp(mask, { raw: { width: 16, height: 16, channels: 1 } }).toFile(file);
  }
}

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";

/** The bytes of a small PNG, grey by its number. */
export function png(grey = 128, side = 16): Promise<Buffer> {
  const background = { r: grey, g: grey, b: grey };
  return sharp({ create: { width: side, height: side, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Writes files of these names: a PNG where the name says so, a text else. */
export async function writeFiles(folder: string, names: readonly string[]): Promise<void> {
  for (const [i, name] of names.entries()) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, /\.(png|jpg)$/i.test(name) ? await png(100 + i) : "text");
  }
}

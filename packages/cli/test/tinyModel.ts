import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { tinyFile, tinyMetadata } from "../../inference/test/tinyDetector.ts";

/** What may be changed of the tiny detector's metadata. */
type Changes = Parameters<typeof tinyMetadata>[0];

/**
 * Writes the tiny detector of the tests of `@flawlens/inference`: an image of 8 x 8 px is as "red" as its red channel
 * and as "green" as its green one; their sum makes it anomalous from 80 on, and its map from 150 on.
 */
export async function writeTinyModel(file: string, changes: Changes = {}): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await tinyFile(tinyMetadata(changes)));
  return file;
}

/** Images of one colour in a folder, by name. */
export async function writeColours(
  folder: string,
  colours: Record<string, readonly [red: number, green: number, blue: number]>,
): Promise<void> {
  for (const [name, [r, g, b]] of Object.entries(colours)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await sharp({ create: { width: 16, height: 8, channels: 3, background: { r, g, b } } })
      .toFormat(name.endsWith(".jpg") ? "jpeg" : "png")
      .toFile(file);
  }
}

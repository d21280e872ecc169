import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readImage } from "@flawlens/datasets";
import type { Image } from "@flawlens/datasets";

/**
 * Every picture in a folder and those below it, such as DTD's `images`, at one size: textures for
 * `perlinAnomaly`. Holds all of them in memory, 3 bytes a pixel.
 *
 * @param folder - Pictures whose names end in .jpg, .jpeg, .png or .webp count, in the order of their names.
 * @throws {RangeError} If there is no such folder, or no picture in it.
 *
 * @example
 * const pseudo = perlinAnomaly({ textures: await readTextures("dtd/images", detector.inputSize) });
 */
export async function readTextures(
  folder: string,
  { height, width }: { height: number; width: number },
): Promise<Image[]> {
  const entries = await readdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new RangeError(
      `readTextures: expected a folder of pictures at ${folder}, got ${cause.message}`,
      { cause },
    );
  });
  const files = entries.filter((name) => /\.(jpe?g|png|webp)$/i.test(name)).toSorted();
  if (files.length === 0)
    throw new RangeError(
      `readTextures: expected pictures in ${folder}, got none; leave textures out to have them made by code`,
    );
  return Promise.all(files.map((name) => readImage(join(folder, name), { height, width })));
}

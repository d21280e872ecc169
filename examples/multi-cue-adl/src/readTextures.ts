import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Image, readImage } from "@flawlens/datasets";

/** Every picture in a folder and those below, such as DTD's `images`, at one size. */
export async function readTextures(
  folder: string,
  { height, width }: { height: number; width: number },
): Promise<Image[]> {
  const entries = await readdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new Error(`expected a folder of textures at ${folder}, got ${cause.message}`, { cause });
  });
  const files = entries.filter((name) => /\.(jpe?g|png|webp)$/i.test(name)).toSorted();
  if (files.length === 0)
    throw new Error(
      `expected pictures in ${folder}, got none; leave --textures out for textures made by code`,
    );
  return Promise.all(files.map((name) => readImage(join(folder, name), { height, width })));
}

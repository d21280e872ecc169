import { type Image, readImage } from "@flawlens/datasets";

/**
 * Images one by one, of those that can be read; the errors of the others are printed.
 *
 * @param unreadable - Told of every path that could not be read.
 */
export async function* readableImages(
  paths: readonly string[],
  unreadable: string[],
): AsyncGenerator<{ i: number; path: string; image: Image }> {
  for (const [i, path] of paths.entries()) {
    const image = await readImage(path).catch((error: Error) => {
      unreadable.push(path);
      console.error(error.message);
    });
    if (image) yield { i, path, image };
  }
}

import type { Sample } from "./manifest.ts";

/**
 * Refuses images of one id, as those of `a.jpg` and `a.png` in one folder are, and an image that is not named: a manifest
 * of them could be saved and not read again.
 *
 * @param place - Where the images are named.
 * @throws {Error} With both images.
 */
export function refuseSameIds(caller: string, place: string, samples: readonly Sample[]): void {
  const owner = new Map<string, string>();
  for (const { id, image } of samples) {
    if (image === "" || id === "")
      throw new Error(`${caller}: expected the name of an image in ${place}, got "${image}"`);
    const other = owner.get(id);
    if (other !== undefined)
      throw new Error(
        `${caller}: expected one image ${id} in ${place}, got ${other} and ${image}; rename one`,
      );
    owner.set(id, image);
  }
}

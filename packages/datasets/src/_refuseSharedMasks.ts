import type { Sample } from "./manifest.ts";

/**
 * Refuses masks that two images claim: masks that lie outside the images' folders are found by name,
 * and names repeat (`train/x/001.png`, `test/x/001.png`).
 *
 * @throws {Error} With the mask and both images.
 */
export function refuseSharedMasks(caller: string, samples: readonly Sample[]): void {
  const owner = new Map<string, string>();
  for (const { mask, image } of samples) {
    if (mask === null) continue;
    const other = owner.get(mask);
    if (other !== undefined)
      throw new Error(
        `${caller}: expected one image for ${mask}, got ${other} and ${image}; rename one, or put masks into folders like those of the images`,
      );
    owner.set(mask, image);
  }
}

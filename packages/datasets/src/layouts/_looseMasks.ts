import { basename, join } from "node:path";
import { maskFinder } from "../_maskFinder.ts";
import { masksOf } from "../_maskFilesOf.ts";
import { stemOf } from "../_stem.ts";
import type { Sample } from "../manifest.ts";
import { firstOf } from "./_classFolder.ts";

/**
 * Gives anomalous samples without a mask the one of their name that lies directly in a folder of masks
 * (`masks/00.png` for `abnormal/00.png`). A mask whose name fits images of several classes is given to none.
 *
 * @param samples - Those that are in question; their masks are set.
 * @param maskFolders - The folders of masks, from the root.
 * @returns What to say about masks that fit several images; without the loader's name in front.
 */
export async function takeLooseMasks(
  root: string,
  samples: readonly Sample[],
  maskFolders: readonly string[],
): Promise<string[]> {
  const finders = await Promise.all(
    maskFolders.map((path) => maskFinder(join(root, path), path, { nested: false })),
  );
  const claims = new Map<string, { sample: Sample; masks: string[] }[]>();
  for (const sample of samples) {
    if (sample.label !== 1 || sample.mask !== null) continue;
    const masks = firstOf(finders, stemOf(basename(sample.image)));
    if (masks.length > 0)
      claims.set(masks[0], [...(claims.get(masks[0]) ?? []), { sample, masks }]);
  }
  const shared: { mask: string; images: string[]; type: string }[] = [];
  for (const [mask, claimants] of claims)
    if (claimants.length === 1) Object.assign(claimants[0].sample, masksOf(claimants[0].masks));
    else {
      const images = claimants.map(({ sample }) => sample.image);
      shared.push({ mask, images, type: claimants[0].sample.defectTypes[0] });
    }
  if (shared.length === 0) return [];
  const [{ mask, images, type }] = shared;
  return [
    `${shared.length} masks fit several images by their name and are not used, such as ${mask} for ${images.slice(0, 2).join(" and ")}; ` +
      `move them into folders of the classes' names, such as ${maskFolders[0]}/${type}`,
  ];
}

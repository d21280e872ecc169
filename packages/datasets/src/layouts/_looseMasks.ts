import { basename } from "node:path";
import { maskFinder } from "../_maskFinder.ts";
import { maskFilesOf, masksOf } from "../_maskFilesOf.ts";
import { stemOf } from "../_stem.ts";
import type { Sample } from "../manifest.ts";
import { firstOf, type Found } from "./_classFolder.ts";
import { placeIn } from "../remote/location.ts";

/**
 * Gives samples without a mask the one of their name that lies directly in a folder of masks (`masks/00.png` for
 * `abnormal/00.png`): anomalous ones first, then normal ones those that are left. A mask whose name fits
 * images of several classes is given to none.
 *
 * @param found - Told of masks that fit several images.
 * @param samples - Those that are in question; their masks are set.
 * @param maskFolders - The folders of masks, from the root.
 */
export async function takeLooseMasks(
  found: Found,
  root: string,
  samples: readonly Sample[],
  maskFolders: readonly string[],
): Promise<void> {
  const finders = await Promise.all(
    maskFolders.map((path) => maskFinder(placeIn(root, path), path, { nested: false })),
  );
  const taken = new Set(samples.flatMap(maskFilesOf));
  const give = (label: 0 | 1): Claim[] => {
    const claims = new Map<string, Claim>();
    for (const sample of samples) {
      if (sample.label !== label || sample.mask !== null) continue;
      const masks = firstOf(finders, stemOf(basename(sample.image)));
      if (masks.length === 0 || masks.some((mask) => taken.has(mask))) continue;
      const claim = claims.get(masks[0]) ?? { masks, by: [] };
      claims.set(masks[0], claim);
      claim.by.push(sample);
    }
    const all = [...claims.values()];
    for (const { masks, by } of all) {
      for (const mask of masks) taken.add(mask);
      if (by.length === 1) Object.assign(by[0], masksOf(masks));
    }
    return all.filter(({ by }) => by.length > 1);
  };
  const shared = give(1);
  found.besides.push(...give(0).flatMap(({ masks }) => masks)); // of normal images, whichever it is
  if (shared.length === 0) return;
  const [{ masks, by }] = shared;
  found.notes.push(
    `${shared.length} masks fit several images by their name and are not used, such as ${masks[0]} for ${by[0].image} and ${by[1].image}; ` +
      `move them into folders of the classes' names, such as ${maskFolders[0]}/${by[0].defectTypes[0]}`,
  );
}

/** Masks of one image, and the images whose name they fit. */
interface Claim {
  masks: string[];
  by: Sample[];
}

import { isMaskFolder } from "./_classes.ts";
import { list, stemOf } from "./_files.ts";
import { isImageName } from "./isImageName.ts";
import { MASK_SUFFIXES } from "./_maskFinder.ts";

/** What lies in a class's folder. */
export interface ClassImages {
  /** Names of the images. */
  images: string[];
  /** From an image's stem to the mask beside it, `NNN_mask.png`. */
  masks: Map<string, string>;
  /** Folders beside the images that nobody reads. */
  left: string[];
}

/**
 * The image files of a class's folder, told from masks that lie beside them.
 *
 * @param caller - Named in errors.
 * @param folder - The class's folder.
 * @throws {Error} If there is no image (the message tells whether some lie deeper), or two have one name.
 */
export async function classImages(caller: string, folder: string): Promise<ClassImages> {
  const { files, folders } = await list(folder);
  const left = folders.filter((name) => !isMaskFolder(name));
  const stems = new Map<string, string>();
  for (const name of files.filter(isImageName)) {
    const other = stems.get(stemOf(name));
    if (other !== undefined)
      throw new Error(
        `${caller}: expected one image named ${stemOf(name)} in ${folder}, got ${other} and ${name}; ` +
          `a mask beside its image is named ${stemOf(name)}_mask.png`,
      );
    stems.set(stemOf(name), name);
  }
  const masks = new Map<string, string>();
  for (const stem of stems.keys())
    for (const suffix of MASK_SUFFIXES) {
      const mask = suffix && stems.get(stem + suffix);
      if (mask && !masks.has(stem)) masks.set(stem, mask);
    }
  const taken = new Set(masks.values());
  const images = [...stems.values()].filter((name) => !taken.has(name));
  if (images.length > 0) return { images, masks, left };
  if (left.length > 0)
    throw new Error(
      `${caller}: expected images in ${folder}, got folders (${left.slice(0, 3).join(", ")}${left.length > 3 ? ", ..." : ""}); ` +
        `move the images up into it, or list them in a .csv file for manifestFrom`,
    );
  throw new Error(
    `${caller}: expected images in ${folder}, got none; remove the folder or fill it`,
  );
}

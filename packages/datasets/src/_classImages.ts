import { isMaskFolder } from "./_classes.ts";
import { list } from "./_files.ts";
import { isImageName } from "./isImageName.ts";
import { type FindMasks, masksBeside } from "./_maskFinder.ts";
import { maskNames } from "./_maskNames.ts";
import { nameKey } from "./_names.ts";
import { stemOf } from "./_stem.ts";
import { unreadFiles } from "./_unreadFormats.ts";

/** What lies in a class's folder. */
export interface ClassImages {
  /** Names of the images; empty where there is none. */
  images: string[];
  /** Finds the masks beside an image, paths from the root. */
  masksOf: FindMasks;
  /** Paths of the masks beside images. */
  masks: string[];
  /** Names of masks whose image is not there. */
  lone: string[];
  /** Folders beside the images that nobody reads. */
  left: string[];
  /** What should be said about the folder's files, without the folder's name in front. */
  notes: string[];
}

/**
 * The image files of a class's folder, told from masks that lie beside them: files named like another
 * image with a word such as `_mask`, `_Masks`, `_gt`, `_seg` or `.mask` in addition.
 *
 * @param caller - Named in errors.
 * @param folder - The class's folder.
 * @param path - The same folder relative to the root, with "/"; "" for the root.
 * @throws {Error} If two images have one name.
 */
export async function classImages(
  caller: string,
  folder: string,
  path: string,
): Promise<ClassImages> {
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
  const names = [...stems.values()];
  const keys = new Set([...stems.keys()].map(nameKey));
  const words = new Map<string, string>(); // of the masks whose image is there
  for (const name of names) {
    const mask = maskNames(stemOf(name)).find(({ of }) => keys.has(nameKey(of)));
    if (mask) words.set(name, mask.word);
  }
  const paired = names.filter((name) => words.has(name));
  const known = new Set(words.values());
  const isMask = new Set(paired);
  // Where others are masks, "9_mask" without "9" is one that has lost its image.
  const lone = names.filter(
    (name) => !isMask.has(name) && maskNames(stemOf(name)).some(({ word }) => known.has(word)),
  );
  const images = names.filter((name) => !isMask.has(name) && !lone.includes(name));
  const at = (name: string) => (path === "" ? name : `${path}/${name}`);
  return {
    images,
    masksOf: masksBeside(paired, path),
    masks: paired.map(at),
    lone,
    left,
    notes: [...unreadFiles(files), ...alike(images)],
  };
}

/** Names that may be masks in a form that is not known: each other image has one of the same ending. */
function alike(images: readonly string[]): string[] {
  const stems = images.map(stemOf);
  const all = new Set(stems);
  const byEnding = new Map<string, string[]>();
  for (const [i, stem] of stems.entries())
    for (let end = stem.length - 2; end > 0; end--)
      if (all.has(stem.slice(0, end)) && /^[^\p{L}\d]?\p{L}+$/u.test(stem.slice(end))) {
        const ending = stem.slice(end);
        byEnding.set(ending, [...(byEnding.get(ending) ?? []), images[i]]);
      }
  return [...byEnding]
    .filter(([, names]) => names.length > 1 && 2 * names.length === images.length)
    .map(
      ([ending, names]) =>
        `${names.length} of ${images.length} images are named like the others with "${ending}" in addition, such as ${names[0]}; ` +
        `if they are masks, name them with "_mask" instead`,
    );
}

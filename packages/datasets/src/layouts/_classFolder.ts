import { classImages } from "../_classImages.ts";
import { isMaskFolder, plainName } from "../_classes.ts";
import { list, listIfThere } from "../_files.ts";
import { leadsTo } from "../_maskFolder.ts";
import { type FindMasks, maskFinder } from "../_maskFinder.ts";
import { masksOf } from "../_maskFilesOf.ts";
import { nameKey } from "../_names.ts";
import { stemOf } from "../_stem.ts";
import type { LeftOut, Sample, Split } from "../manifest.ts";
import { placeIn } from "../remote/location.ts";

/** The samples and other findings collected while a data set is read. */
export interface Found {
  samples: Sample[];
  /** Names of the class folders, one for each that was read. */
  types: string[];
  leftOut: LeftOut[];
  /** Masks of normal images that name none of them, masks that `masks` takes the place of, and other views of images. */
  besides: string[];
  /** What should be said about files, without the loader's name in front. */
  notes: string[];
}

export function nothingFound(): Found {
  return { samples: [], types: [], leftOut: [], besides: [], notes: [] };
}

/** The folder of masks, if the user named one. */
export interface NamedMasks {
  given?: string;
  /** Finds masks in it by the path of their image. */
  named?: (image: string) => Promise<string[]>;
}

/** One folder of images of one kind, on one side. */
export interface ClassFolder extends NamedMasks {
  caller: string;
  root: string;
  /** The path of the folder from the root, with "/". */
  at: string;
  /** The text in front of the file's name in a sample's id. */
  id: string;
  category: string;
  split: Split;
  /** The label of the images; null if it is unknown. */
  label: 0 | 1 | null;
  type: string;
  /** Folders in which the masks of this folder may lie, besides those inside it. */
  places: readonly string[];
  /** Gives the other facts in a file's name, such as the view. */
  detailsOf?: (stem: string) => Partial<Sample>;
}

/**
 * Reads the images of a class folder, and finds their masks. A folder without images is left out.
 *
 * @param found - What was found is added to it.
 */
export async function readClass(found: Found, of: ClassFolder): Promise<void> {
  const { caller, root, at, given, named, label } = of;
  const { folders } = await list(placeIn(root, at));
  const colour = folders.find((name) => plainName(name) === "rgb"); // MVTec 3D-AD
  const from = colour ? `${at}/${colour}` : at;
  const {
    images,
    masksOf: beside,
    masks,
    left,
    lone,
    notes,
  } = await classImages(caller, placeIn(root, from), from);
  found.notes.push(...notes.map((note) => `in ${from}: ${note}`));
  if (images.length === 0) {
    if (!leadsTo(at, given)) found.leftOut.push({ path: at, reason: emptiness(left) });
    return;
  }
  if (label !== null) found.types.push(of.type);
  for (const path of left.map((name) => `${from}/${name}`))
    if (!leadsTo(path, given))
      found.leftOut.push({ path, reason: "folders inside a class folder are not read" });
  for (const name of lone)
    found.leftOut.push({ path: `${from}/${name}`, reason: "a mask whose image is not there" });
  const own = folders.filter(isMaskFolder).map((name) => `${at}/${name}`);
  if (colour)
    found.besides.push(...folders.filter((name) => name !== colour && !isMaskFolder(name)));
  const places = [...own, ...of.places];
  if (label !== 1 || named) found.besides.push(...places, ...masks);

  const finders = await Promise.all(places.map((place) => maskFinder(placeIn(root, place), place)));
  const findMasks = async (name: string): Promise<string[]> => {
    if (label === null) return [];
    return named ? named(`${from}/${name}`) : firstOf([beside, ...finders], stemOf(name));
  };
  for (const name of images) {
    const there = await findMasks(name);
    found.samples.push({
      id: `${of.id}/${stemOf(name)}`,
      category: of.category,
      split: of.split,
      label,
      defectTypes: label === 1 ? [of.type.normalize("NFC")] : [],
      image: `${from}/${name}`,
      ...masksOf(there),
      ...of.detailsOf?.(stemOf(name)),
    });
  }
}

/** What the first of some finders finds. */
export function firstOf(finders: readonly FindMasks[], stem: string): string[] {
  for (const find of finders) {
    const masks = find(stem);
    if (masks.length > 0) return masks;
  }
  return [];
}

function emptiness(left: readonly string[]): string {
  if (left.length === 0) return "no images that are read here";
  const shown = `${left.slice(0, 3).join(", ")}${left.length > 3 ? ", ..." : ""}`;
  return `no images, but folders (${shown}); move their images up, or list them in a .csv file`;
}

/** The folders of a class's masks below folders of masks: of the class's name, in any case. */
export async function foldersNamed(
  root: string,
  maskFolders: readonly string[],
  type: string,
): Promise<string[]> {
  const there: string[] = [];
  for (const masks of maskFolders)
    for (const name of (await listIfThere(placeIn(root, masks))).folders)
      if (nameKey(name) === nameKey(type)) there.push(`${masks}/${name}`);
  return there;
}

import { asideReason, isAside, isMaskFolder, isNormalClass, plainName } from "../_classes.ts";
import { list } from "../_files.ts";
import { isImageName } from "../isImageName.ts";
import { maskFoldersBeside } from "../_maskNames.ts";
import { leadsTo } from "../_maskFolder.ts";
import { nameKey } from "../_names.ts";
import type { Sample, Split } from "../manifest.ts";
import { type Found, foldersNamed, type NamedMasks, readClass } from "./_classFolder.ts";
import { takeLooseMasks } from "./_looseMasks.ts";
import { placeIn } from "../remote/location.ts";

const SPLITS = new Map<string, Split>([
  ["train", "train"],
  ["training", "train"],
  ["validation", "validation"],
  ["val", "validation"],
  ["valid", "validation"],
  ["test", "test"],
  ["testing", "test"],
  ["testpublic", "test"],
  ["testprivate", "test"],
  ["testprivatemixed", "test"],
]);

/** The side that a folder's plain name stands for, if any. */
export function splitOf(plain: string): Split | undefined {
  return SPLITS.get(plain);
}

/** What a reader has to know about the whole data set. */
export interface Reading extends NamedMasks {
  root: string;
  normal?: string;
  /** Folders of masks beside those of the categories. */
  besideCategories: string[];
}

/** One side's folder of a category. */
interface Side extends Reading {
  /** The path from the root, with "/" at its end; "" where the category is the root. */
  path: string;
  category: string;
  splitFolder: string;
  split: Split;
  maskFolders: string[];
  /** Whether names tell the light, as in MVTec AD 2. */
  lights: boolean;
}

/**
 * Reads one category: its sides in the order train, validation, test.
 *
 * @param path - The path of the category, from the root, with "/" at its end; "" for the root itself.
 */
export async function readCategory(
  found: Found,
  reading: Reading,
  path: string,
  category: string,
): Promise<void> {
  const { root, given } = reading;
  const { folders } = await list(placeIn(root, path));
  const own = folders.filter(isMaskFolder).map((name) => path + name);
  const maskFolders = [...own, ...(await foldersNamed(root, reading.besideCategories, category))];
  const sides = [...SPLITS.keys()].flatMap((known) =>
    folders.filter((name) => plainName(name) === known),
  );
  const lights = sides.some((name) => /^test(public|private)/.test(plainName(name)));
  const first = found.samples.length;
  for (const splitFolder of sides) {
    const split = splitOf(plainName(splitFolder))!;
    await readSide(found, {
      ...reading,
      path,
      category: category.normalize("NFC"),
      splitFolder,
      split,
      maskFolders,
      lights,
    });
  }
  if (!reading.named) await takeLooseMasks(found, root, found.samples.slice(first), maskFolders);
  for (const name of folders)
    if (!sides.includes(name) && !isMaskFolder(name) && !leadsTo(path + name, given))
      found.leftOut.push({
        path: path + name,
        reason: "this layout does not know a folder of this name",
      });
}

async function readSide(found: Found, side: Side): Promise<void> {
  const { root, path, splitFolder, category, given } = side;
  const at = path + splitFolder;
  const { folders, files } = await list(placeIn(root, at));
  const beside = maskFoldersBeside(folders);
  const inner = await maskFoldersIn(root, at, folders);
  const types = folders.filter(
    (name) =>
      !isAside(name) && !inner.includes(name) && !beside.has(name) && `${at}/${name}` !== given,
  );
  for (const name of folders.filter(isAside))
    found.leftOut.push({ path: `${at}/${name}`, reason: asideReason });
  const own = inner.map((name) => `${at}/${name}`);
  const bySide = await foldersNamed(root, side.maskFolders, splitFolder); // ground_truth/test/<type>
  const first = found.samples.length;
  const of = { ...side, caller: "mvtecAd", detailsOf: side.lights ? lightsOf(at) : undefined };
  const stray = files.find(isImageName) ?? types.find(isMaskFolder);
  const isPrivate = plainName(splitFolder).startsWith("testprivate");
  if (isPrivate && files.some(isImageName))
    await readClass(found, {
      ...of,
      at,
      id: `${category}/${splitFolder}`,
      label: null,
      type: "",
      places: [],
    });
  else if (stray !== undefined)
    throw new Error(
      `mvtecAd: expected folders of one type each in ${placeIn(root, at)}, got ${stray}; ` +
        `sort the images into good and a folder for each type, or list them in a .csv file; ` +
        `if all of them are normal, load ${placeIn(root, at)} alone`,
    );
  for (const type of types) {
    const places = await foldersNamed(root, [...own, ...bySide, ...side.maskFolders], type);
    for (const [masks, images] of beside) if (images === type) places.push(`${at}/${masks}`);
    await readClass(found, {
      ...of,
      at: `${at}/${type}`,
      id: `${category}/${splitFolder}/${type}`,
      label: isNormalClass(type, side.normal) ? 0 : 1,
      type,
      places,
      detailsOf: side.lights ? lightsOf(`${at}/${type}`) : undefined,
    });
  }
  if (!side.named) await takeLooseMasks(found, root, found.samples.slice(first), own);
}

/**
 * Folders of masks inside a side's folder, as MVTec AD 2 has them. One named "label" may as well be a type of
 * defects: it counts where it holds a folder of another type's name, and is refused otherwise.
 */
async function maskFoldersIn(
  root: string,
  at: string,
  folders: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const name of folders.filter(isMaskFolder)) {
    const inside = new Set((await list(placeIn(root, at, name))).folders.map(nameKey));
    const sure = !/^labels?$/.test(plainName(name));
    if (sure || folders.some((type) => inside.has(nameKey(type)))) found.push(name);
  }
  return found;
}

/** MVTec AD 2 photographs each object in several lights: `012_regular.png`, `012_shift_1.png`. */
function lightsOf(at: string): (stem: string) => Partial<Sample> {
  return (stem) => {
    const named = /^(\d+)_(regular|overexposed|underexposed|mixed|shift_\d+)$/.exec(stem);
    return named ? { part: `${at}/${named[1]}`, view: named[2] } : {};
  };
}

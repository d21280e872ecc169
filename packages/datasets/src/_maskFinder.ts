import { listIfThere } from "./_files.ts";
import { isImageName } from "./isImageName.ts";
import { maskNames } from "./_maskNames.ts";
import { nameKey } from "./_names.ts";
import { stemOf } from "./_stem.ts";
import { placeIn } from "./remote/location.ts";

/** Finds the masks of an image by its stem: paths from the root; none, one, or several that mark it together. */
export type FindMasks = (stem: string) => string[];

/** A file that may be the mask of an image. */
interface Candidate {
  path: string;
  /** Stem of the image, as this file's name writes it. */
  of: string;
  form: string;
  number: number;
}

/**
 * Finds masks in one folder: named like their image, or with a word such as `_mask`, `_gt` or `_seg`
 * in addition (see `maskNames`), whatever their extension and case, and with accents written in either
 * way; or all images in a folder of the image's name, as MVTec LOCO has them.
 *
 * @param folder - Where to look; finds nothing if it is not there.
 * @param path - The same folder relative to the root, with "/".
 * @param options - `nested: false` leaves out folders of images' names.
 */
export async function maskFinder(
  folder: string,
  path: string,
  { nested = true }: { nested?: boolean } = {},
): Promise<FindMasks> {
  const { files, folders } = await listIfThere(folder);
  const found: Candidate[] = files
    .filter(isImageName)
    .flatMap((name) => candidatesOf(name, `${path}/${name}`));
  for (const name of nested ? folders : [])
    for (const [i, inside] of (await listIfThere(placeIn(folder, name))).files
      .filter(isImageName)
      .entries())
      found.push({ path: `${path}/${name}/${inside}`, of: name, form: "folder", number: i });
  return findAmong(found);
}

/**
 * Finds masks among the images of a class: those named like another one with a word in addition.
 *
 * @param names - File names in `path`.
 */
export function masksBeside(names: readonly string[], path: string): FindMasks {
  const candidates = names.flatMap((name) =>
    candidatesOf(name, path === "" ? name : `${path}/${name}`),
  );
  return findAmong(candidates.filter(({ form }) => form !== LIKE_IMAGE));
}

/** What a file may be: the mask of the image of the same name, and of the one that its name names. */
function candidatesOf(name: string, path: string): Candidate[] {
  const stem = stemOf(name);
  return [
    { path, of: stem, form: LIKE_IMAGE, number: 0 },
    ...maskNames(stem).map(({ of, word, number }) => ({ path, of, form: word, number })),
  ];
}

const LIKE_IMAGE = "";

/** The usual form first. */
const FORMS = ["mask", "masks", LIKE_IMAGE];

function rankOf({ form }: Candidate): number {
  const rank = FORMS.indexOf(form);
  return rank < 0 ? FORMS.length : rank;
}

function findAmong(candidates: readonly Candidate[]): FindMasks {
  const byKey = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const key = nameKey(candidate.of);
    const others = byKey.get(key);
    if (others) others.push(candidate);
    else byKey.set(key, [candidate]);
  }
  return (stem) => {
    const all = byKey.get(nameKey(stem)) ?? [];
    // "A" and "a" are two images: the mask that is written like the image goes first.
    const exact = all.filter(({ of }) => of.normalize("NFC") === stem.normalize("NFC"));
    const fitting = exact.length > 0 ? exact : all;
    const best = fitting.toSorted((a, b) => rankOf(a) - rankOf(b)).at(0);
    return fitting
      .filter(({ form }) => form === best?.form)
      .toSorted((a, b) => a.number - b.number)
      .filter(({ number }, i, same) => i === 0 || number !== same[i - 1].number)
      .map(({ path }) => path);
  };
}

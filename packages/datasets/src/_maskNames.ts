import { nameKey } from "./_names.ts";
import { stemOf } from "./_stem.ts";

const WORDS =
  "masks?|gts?|ground[ _-]?truths?|labels?|segs?|segmentations?|segmasks?|annos?|annotations?";
const AFTER = new RegExp(`^(.+?)[ _.-]*(${WORDS})(?:[ _-]?(\\d+))?$`, "i");
const BEFORE = new RegExp(`^(${WORDS})[ _.-]+(.+)$`, "i");

/** What the name of a mask says. */
export interface MaskName {
  /** The stem of its image, or the name of its class's folder. */
  of: string;
  /** The word that says that it is a mask, in small letters. */
  word: string;
  /** Its number among several masks of one image. */
  number: number;
}

/**
 * Takes the name of a mask apart: `a_mask`, `a_Masks`, `a.mask`, `a-gt`, `aSeg`, `a_label_2`,
 * `mask_a` and `a.png_mask` are names of masks of `a`.
 *
 * @param stem - A file name without its extension, or the name of a folder.
 * @returns Null for a name without such a word. A name alone proves nothing: there has to be
 *   an image of the name `of`.
 */
export function maskName(stem: string): MaskName | null {
  const after = AFTER.exec(stem);
  if (after) return { of: plain(after[1]), word: wordOf(after[2]), number: Number(after[3] ?? 0) };
  const before = BEFORE.exec(stem);
  return before && { of: plain(before[2]), word: wordOf(before[1]), number: 0 };
}

/** "a" for "a.png", where the mask's name contains its image's whole. */
function plain(name: string): string {
  return /\.(png|jpe?g|bmp|tiff?|webp)$/i.test(name) ? stemOf(name) : name;
}

function wordOf(word: string): string {
  return word.toLowerCase().replaceAll(/[\s_-]/g, "");
}

/**
 * Finds folders that hold the masks of another folder beside them, such as `crack_mask` beside `crack`.
 * `crack_label` beside `crack` may as well be a type of defects, a crack in a label: it is not taken.
 *
 * @param folders - Names of folders that lie beside each other.
 * @returns A map from the name of such a folder of masks to that of its images.
 */
export function maskFoldersBeside(folders: readonly string[]): Map<string, string> {
  const byKey = new Map(folders.map((name) => [nameKey(name), name]));
  const found = new Map<string, string>();
  for (const name of folders) {
    const mask = maskName(name);
    if (mask === null || /^(label|anno)/.test(mask.word)) continue;
    const of = byKey.get(nameKey(mask.of));
    if (of !== undefined) found.set(name, of);
  }
  return found;
}

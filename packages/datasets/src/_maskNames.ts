import { nameKey } from "./_names.ts";
import { stemOf } from "./_stem.ts";

const WORDS =
  "masks?|gts?|ground[ _-]?truths?|labels?|segs?|segmentations?|segmasks?|annos?|annotations?";
/** Words that say what kind of mask it is: alone they say nothing. */
const KINDS =
  "binary|bin|pixels?|pixelwise|semantic|instances?|defects?|anomal(?:y|ies)|colou?rs?|ids?|class|images?|imgs?";
const IS_WORD = new RegExp(`^(${WORDS})$`, "i");
const AFTER = new RegExp(`^(.+?)[ _.-]*(${WORDS}|${KINDS})$`, "i");
const BEFORE = new RegExp(`^(${WORDS}|${KINDS})[ _.-]+(.+)$`, "i");
const NUMBER = /^(.*[^ _\d-])[ _-]?(\d+)$/;

/** What the name of a mask says. */
export interface MaskName {
  /** The stem of its image, or the name of its class's folder. */
  of: string;
  /** The words that say that it is a mask, in small letters. */
  word: string;
  /** Its number among several masks of one image. */
  number: number;
}

/**
 * Takes the name of a mask apart: `a_mask`, `a_Masks`, `a.mask`, `a-gt`, `aSeg`, `a_binary_mask`, `a_label_2`,
 * `mask_a` and `a.png_mask` are names of masks of `a`.
 *
 * @param stem - A file name without its extension, or the name of a folder.
 * @returns What it may be a mask of, the longest name first (`a_defect_mask`: of `a_defect`, or of `a`); empty
 *   for a name without such a word. A name alone proves nothing: there has to be an image of the name `of`.
 */
export function maskNames(stem: string): MaskName[] {
  const numbered = NUMBER.exec(stem);
  const found = wordsAfter(stem, 0);
  if (found.length === 0 && numbered) found.push(...wordsAfter(numbered[1], Number(numbered[2])));
  return [...found, ...wordsBefore(stem)];
}

function wordsAfter(stem: string, number: number): MaskName[] {
  const found: MaskName[] = [];
  const words: string[] = [];
  for (let at = AFTER.exec(stem); at !== null; at = AFTER.exec(at[1])) {
    words.unshift(at[2]);
    if (words.some(isWord)) found.push({ of: plain(at[1]), word: wordOf(words), number });
  }
  return found;
}

function wordsBefore(stem: string): MaskName[] {
  const found: MaskName[] = [];
  const words: string[] = [];
  for (let at = BEFORE.exec(stem); at !== null; at = BEFORE.exec(at[2])) {
    words.push(at[1]);
    if (words.some(isWord)) found.push({ of: plain(at[2]), word: wordOf(words), number: 0 });
  }
  return found;
}

const isWord = (word: string) => IS_WORD.test(word);

/** "a" for "a.png", where the mask's name contains its image's whole. */
function plain(name: string): string {
  return /\.(png|jpe?g|bmp|tiff?|webp)$/i.test(name) ? stemOf(name) : name;
}

function wordOf(words: readonly string[]): string {
  return words
    .join("")
    .toLowerCase()
    .replaceAll(/[\s_-]/g, "");
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
    const sure = maskNames(name).filter(({ word }) => /mask|gt|truth|seg/.test(word));
    const of = sure.map((mask) => byKey.get(nameKey(mask.of))).find((other) => other !== undefined);
    if (of !== undefined) found.set(name, of);
  }
  return found;
}

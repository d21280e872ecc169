import { tokenRows } from "./_tokenRows.ts";
import type { ClipTokenizer } from "./clipTokenizer.ts";

/** Ids of the marks around a text, and the id of every word that is not known. */
const UNKNOWN = 1;
const START = 2;
const FIRST_WORD = 3;

/** A tokenizer of whole words. */
export interface WordTokenizer extends Pick<ClipTokenizer, "tokenize"> {
  /** The known words, sorted; `wordTokenizer(words)` makes this tokenizer again. */
  words: readonly string[];
  /** Number of different ids. */
  vocabulary: number;
}

/**
 * Makes a tokenizer that knows the words of some texts, for a text tower that starts from nothing; it needs
 * no published merges. Words are runs of letters and digits; upper and lower case are the same. All words
 * that no text has share one id.
 *
 * @param texts - Descriptions, or words.
 *
 * @example
 * const tokenizer = wordTokenizer(["scratch in wood", "hole in wood"]);
 * tokenizer.words; // => ["hole", "in", "scratch", "wood"]
 */
export function wordTokenizer(texts: Iterable<string>): WordTokenizer {
  const words = [...new Set([...texts].flatMap(wordsOf))].sort();
  const ids = new Map(words.map((word, i) => [word, FIRST_WORD + i]));
  const end = FIRST_WORD + words.length; // the highest, by which CLIP's tower finds it
  return {
    words,
    vocabulary: end + 1,
    tokenize(texts, options = {}) {
      const rowOf = (text: string) => [
        START,
        ...wordsOf(text).map((word) => ids.get(word) ?? UNKNOWN),
        end,
      ];
      return tokenRows("wordTokenizer", texts, rowOf, options);
    },
  };
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

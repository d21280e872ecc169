import { tokenRows } from "./_tokenRows.ts";
import type { ClipTokenizer } from "./clipTokenizer.ts";

/** The marks around a text, and what stands for a word that is not known. */
const UNKNOWN = 1;
const START = 2;
const FIRST_WORD = 3;

/** A tokenizer of whole words: what `clipTextTower` needs, and its words for a file. */
export interface WordTokenizer extends Pick<ClipTokenizer, "tokenize"> {
  /** The known words, sorted: `wordTokenizer(words)` is this tokenizer again. */
  words: readonly string[];
  /** Numbers that an id can be. */
  vocabulary: number;
}

/**
 * A vocabulary of the words in some texts, for a text tower that learns from nothing: it needs no
 * published merges. Letters and digits make words, case is ignored; a word that no text had is one
 * and the same unknown one.
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

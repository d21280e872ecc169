import { decodeHTML } from "entities";

import { tokenRows } from "./_tokenRows.ts";
import type { TokenizeOptions, Tokens } from "./tokens.ts";

/** CLIP's tokenizer: see {@link clipTokenizer}. */
export interface ClipTokenizer {
  /** Ids of a text, without start and end mark. */
  encode(text: string): number[];
  /** Ids of texts as the text tower takes them. */
  tokenize(texts: readonly string[], options?: TokenizeOptions): Tokens;
  /** Number of different ids. */
  vocabulary: number;
}

/** Two symbols that become one, and the rank of this merge; default rank is its place in the list. */
export type Merge = readonly [left: string, right: string, rank?: number];

/** Number of merges in the published list; with the 512 bytes and the two marks there are 49,408 ids. */
const MERGES = 48_894;

/**
 * CLIP's byte-pair tokenizer (Sennrich et al. 2016, arXiv:1508.07909; Radford et al. 2021,
 * arXiv:2103.00020). A text is normalised (NFC), HTML entities are decoded twice, spaces are collapsed and
 * letters become lower case. It is split into words, single digits and runs of signs, and the UTF-8 bytes
 * of each are merged by rank. The ids are those of OpenAI's code, except for curly quotes, ligatures,
 * full-width letters and wrongly decoded text, which OpenAI's code rewrites by `ftfy` first.
 *
 * `<|startoftext|>` and `<|endoftext|>` within a text become the marks themselves.
 *
 * @param merges - The merges that `readMerges` gives; the first has rank 0. A part of the list is enough
 *   for texts that need no other merges, if each comes with its rank.
 * @throws {RangeError} If a rank is given twice or is outside the list.
 *
 * @example
 * const tokenizer = clipTokenizer(await readMerges("bpe_simple_vocab_16e6.txt.gz"));
 * tokenizer.encode("a scratch in wood"); // => [320, 13258, 530, 1704]
 */
export function clipTokenizer(merges: Iterable<Merge>): ClipTokenizer {
  const ranks = ranked(merges);
  const ids = symbolIds();
  const [start, end] = [512 + MERGES, 513 + MERGES];
  const words = new Map<string, number[]>([
    ["<|startoftext|>", [start]],
    ["<|endoftext|>", [end]],
  ]);

  const idsOf = (word: string): number[] => {
    const known = words.get(word);
    if (known) return known;
    const found = merged(symbolsOf(word), ranks).map(
      (symbol) => (ranks.idOf.get(symbol) ?? ids.get(symbol)) as number,
    );
    words.set(word, found);
    return found;
  };
  const encode = (text: string) => (clean(text).match(WORD) ?? []).flatMap(idsOf);

  return {
    encode,
    vocabulary: 514 + MERGES,
    tokenize(texts, options = {}) {
      const rowOf = (text: string) => [start, ...encode(text), end];
      return tokenRows("clipTokenizer", texts, rowOf, options);
    },
  };
}

interface Ranks {
  /** The rank of each merge, by its two symbols with a space between them: no symbol has a space. */
  rankOf: Map<string, number>;
  /** The id of each symbol that a merge makes; if several merges make it, that of the last, as in the published table. */
  idOf: Map<string, number>;
}

function ranked(merges: Iterable<Merge>): Ranks {
  const rankOf = new Map<string, number>();
  const idOf = new Map<string, number>();
  const seen = new Set<number>();
  let place = 0;
  for (const [left, right, rank = place] of merges) {
    if (seen.has(rank) || !(rank >= 0 && rank < MERGES))
      throw new RangeError(
        `clipTokenizer: expected ranks from 0 below ${MERGES}, each once, got ${rank} for ${left} ${right}`,
      );
    seen.add(rank);
    rankOf.set(`${left} ${right}`, rank);
    idOf.set(left + right, 512 + rank);
    place++;
  }
  return { rankOf, idOf };
}

// \s of Python's regex, which has U+0085 beside JavaScript's, and lacks U+FEFF.
const SPACE = "\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACES = new RegExp(`[${SPACE}]+`, "gu");
/** Trims a text as Python's `strip` does, which removes U+001C to U+001F too. */
const ENDS = new RegExp(`^[${SPACE}\\u001c-\\u001f]+|[${SPACE}\\u001c-\\u001f]+$`, "gu");
const WORD = new RegExp(
  `<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^${SPACE}\\p{L}\\p{N}]+`,
  "gu",
);

function clean(text: string): string {
  const decoded = decodeHTML(decodeHTML(text.normalize("NFC")));
  return decoded.replace(ENDS, "").replace(SPACES, " ").toLowerCase();
}

/** The 256 bytes as printable characters: 188 stand for themselves, the others follow from U+0100. */
const byteCharacters: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const itself = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    return String.fromCharCode(itself ? byte : next++);
  });
})();

/** Ids 0 to 511: the characters, those that stand for themselves first; the same at a word's end. */
function symbolIds(): Map<string, number> {
  const order = byteCharacters.toSorted((a, b) => a.charCodeAt(0) - b.charCodeAt(0));
  return new Map(
    order.flatMap((character, i): [string, number][] => [
      [character, i],
      [`${character}</w>`, 256 + i],
    ]),
  );
}

function symbolsOf(word: string): string[] {
  const symbols = Array.from(new TextEncoder().encode(word), (byte) => byteCharacters[byte]);
  symbols[symbols.length - 1] += "</w>";
  return symbols;
}

/** Joins every occurrence of the pair of lowest rank, until no pair has a rank. */
function merged(symbols: string[], { rankOf }: Ranks): string[] {
  for (;;) {
    let lowest = Infinity;
    let pair = "";
    for (let i = 0; i + 1 < symbols.length; i++) {
      const key = `${symbols[i]} ${symbols[i + 1]}`;
      const rank = rankOf.get(key) ?? Infinity;
      if (rank < lowest) [lowest, pair] = [rank, key];
    }
    if (lowest === Infinity) return symbols;
    const next: string[] = [];
    for (let i = 0; i < symbols.length; i++) {
      const together = i + 1 < symbols.length && `${symbols[i]} ${symbols[i + 1]}` === pair;
      next.push(together ? symbols[i] + symbols[++i] : symbols[i]);
    }
    symbols = next;
  }
}

import type { TokenizeOptions, Tokens } from "./tokens.ts";

/**
 * Turns texts into rows of ids, padded with zeros. A row that is too long is cut and keeps its end mark.
 *
 * @param caller - Named in the warning about a text that was cut.
 * @param rowOf - Gives the ids of a text, start and end mark included, as a new array each time.
 */
export function tokenRows(
  caller: string,
  texts: readonly string[],
  rowOf: (text: string) => number[],
  { context = 77, onTruncated = warning(caller) }: TokenizeOptions,
): Tokens {
  const ids = new Int32Array(texts.length * context);
  const truncated: Tokens["truncated"] = [];
  for (const [i, text] of texts.entries()) {
    const row = rowOf(text);
    if (row.length > context) {
      truncated.push({ text, tokens: row.length });
      onTruncated(text, row.length, context);
      const end = row[row.length - 1];
      row.length = context;
      row[context - 1] = end;
    }
    ids.set(row, i * context);
  }
  return { ids, shape: [texts.length, context], truncated };
}

function warning(caller: string): NonNullable<TokenizeOptions["onTruncated"]> {
  return (text, tokens, context) =>
    process.emitWarning(
      `${caller}: expected at most ${context} tokens, got ${tokens}; cut to ${context}: ${text.slice(0, 60)}...`,
    );
}

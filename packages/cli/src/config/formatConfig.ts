import type { ConfigKey } from "./describeConfig.ts";

/**
 * The keys of a configuration as text for a terminal: a line with the key, its type, range and
 * default, and under it its sentence.
 *
 * @param options.width - Columns that sentences are broken at.
 */
export function formatConfig(keys: readonly ConfigKey[], { width = 96 } = {}): string {
  const widest = Math.max(0, ...keys.map(({ key }) => key.length));
  return keys
    .flatMap((row) => [
      `  ${row.key.padEnd(widest)}  ${factsOf(row)}`,
      ...broken(sentenceOf(row), width - 6).map((line) => `      ${line}`),
    ])
    .join("\n");
}

function factsOf({ type, range, required, ...row }: ConfigKey): string {
  const start = required
    ? "must be given"
    : "default" in row && `default ${JSON.stringify(row.default)}`;
  return [range ? `${type}, ${range}` : type, start].filter(Boolean).join("; ");
}

function sentenceOf({ description, when }: ConfigKey): string {
  return [when && `Where ${when}.`, description].filter(Boolean).join(" ");
}

/** A text in lines of at most so many columns; a longer word has a line of its own. */
function broken(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * Lines of aligned columns: the first to the left, the others to the right. `null` in place of a
 * row draws a rule.
 */
export function textTable(rows: (string[] | null)[]): string {
  const widths: number[] = [];
  for (const row of rows)
    row?.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, displayWidth(cell))));
  const rule = "─".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const lines = rows.map((row) => {
    if (!row) return rule;
    const cells = row.map((cell, i) => {
      const space = " ".repeat(widths[i] - displayWidth(cell));
      return i === 0 ? cell + space : space + cell;
    });
    return cells.join("  ").trimEnd();
  });
  return lines.join("\n");
}

/** Columns a text takes in a terminal: two for a wide (East Asian, emoji) character, none for a mark. */
function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

const graphemes = new Intl.Segmenter();
const wide =
  /\p{Emoji_Presentation}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60]/u;

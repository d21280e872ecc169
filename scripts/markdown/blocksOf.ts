/** A fenced block of a Markdown file. */
export interface Block {
  /** Lines of its fences, from 1. */
  line: number;
  end: number;
  /** What stands behind the first fence, such as `ts`; empty where nothing does. */
  language: string;
  /** Its lines, without the indentation of the first fence. */
  code: string;
}

/**
 * The fenced blocks of a Markdown file, in order.
 *
 * @throws {RangeError} If a block has no end; the message names its line.
 */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split("\n");
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const opening = /^(\s*)(`{3,}|~{3,})\s*([\w#+-]*)/.exec(lines[i]);
    if (!opening) continue;
    const [, indent, fence, language] = opening;
    const ends = new RegExp(`^\\s*${fence}${fence[0]}*\\s*$`);
    const end = lines.findIndex((line, at) => at > i && ends.test(line));
    if (end < 0)
      throw new RangeError(`blocksOf: expected an end of the block in line ${i + 1}, got none`);
    const code = lines.slice(i + 1, end).map((line) => line.replace(indent, ""));
    blocks.push({ line: i + 1, end: end + 1, language, code: code.join("\n") });
    i = end;
  }
  return blocks;
}

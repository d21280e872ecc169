/** A block of code of a Markdown file, and what is done with it. */
export interface Snippet {
  /** The file, as it was given, and the line of the block's first fence, from 1. */
  file: string;
  line: number;
  /** `ts`, `js`, `sh`, or what else stands behind the fence. */
  language: string;
  code: string;
  /** `run`: checked and run; `check`: its types alone; `skip`: neither. */
  use: "run" | "check" | "skip";
  /** Why it is not run, or not checked. */
  reason: string | null;
  /** Code in front of it that readers do not see. */
  given: string;
  /** Whether it goes on where the block of the same language before it ended. */
  continues: boolean;
  /** The name under which it is saved for blocks after it. */
  saveAs: string | null;
  /** Whether its first command goes on while the others run. */
  background: boolean;
}

/** The snippets of one file, and the fixtures that they find in their folder. */
export interface Page {
  file: string;
  fixtures: string[];
  snippets: Snippet[];
}

/**
 * Reads the blocks of code of a Markdown file. Comments in front of a block, which readers do not see, say what to do
 * with it:
 *
 *     <!-- snippet: no-run: it opens the camera -->      types are checked, nothing is run
 *     <!-- snippet: no-check: a part of a whole file --> neither
 *     <!-- snippet: continues -->                        in one scope with the block before it
 *     <!-- snippet: file: mine.ts -->                    saved, for blocks after it; not run by itself
 *     <!-- snippet: background -->                       the first command goes on while the others run
 *     <!-- snippet: given CODE -->                       code before it, such as `declare const image: Blob;`
 *
 * and `<!-- snippets: photos -->` anywhere names what lies in the folder in which the file's blocks run.
 *
 * @throws {RangeError} If a comment is none of these, names no reason, or a block has no end.
 */
export function readSnippets(file: string, markdown: string): Page {
  const page: Page = { file, fixtures: [], snippets: [] };
  const lines = markdown.split("\n");
  let notes: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const where = `${file}:${i + 1}`;
    const opening = /^(\s*)(`{3,}|~{3,})\s*([\w#+-]*)/.exec(lines[i]);
    if (opening) {
      const [, indent, fence, language] = opening;
      const end = lines.findIndex((line, at) => at > i && line.trim() === fence);
      if (end < 0) throw new RangeError(`readSnippets: expected an end of the block at ${where}`);
      const code = lines.slice(i + 1, end).map((line) => line.replace(indent, ""));
      page.snippets.push(snippetOf({ file, line: i + 1, language, code: code.join("\n") }, notes));
      notes = [];
      i = end;
    } else if (lines[i].includes("<!-- snippet")) {
      const end = lines.findIndex((line, at) => at >= i && line.includes("-->"));
      const text = lines.slice(i, end + 1).join("\n");
      const [, kind, said] = /<!-- (snippets?):?\s*([^]*?)\s*-->/.exec(text) ?? [];
      if (kind === "snippets") page.fixtures.push(...said.split(/[\s,]+/));
      else notes.push(said);
      i = end;
    }
  }
  if (notes.length > 0) throw new RangeError(`readSnippets: ${file} has a comment without a block`);
  return page;
}

function snippetOf(
  block: Pick<Snippet, "file" | "line" | "language" | "code">,
  notes: readonly string[],
): Snippet {
  const snippet: Snippet = {
    ...block,
    use: ["ts", "js", "sh"].includes(block.language) ? "run" : "skip",
    reason: null,
    given: "",
    continues: false,
    saveAs: null,
    background: false,
  };
  for (const note of notes) {
    const [, word, rest] = /^([\w-]+):?\s*([^]*)$/.exec(note) ?? [];
    if ((word === "no-run" || word === "no-check") && rest !== "") {
      snippet.use = word === "no-run" ? "check" : "skip";
      snippet.reason = rest;
    } else if (word === "given" && rest !== "") snippet.given += `${rest}\n`;
    else if (word === "file" && rest !== "") snippet.saveAs = rest;
    else if (word === "continues") snippet.continues = true;
    else if (word === "background") snippet.background = true;
    else {
      const expected =
        "no-run: REASON, no-check: REASON, continues, background, file: NAME or given";
      const found = `<!-- snippet: ${note} -->`;
      throw new RangeError(
        `readSnippets: ${block.file}:${block.line}: expected ${expected}, got ${found}`,
      );
    }
  }
  return snippet;
}

/** The whole program of a block: what is given, the blocks that it continues, and itself. */
export function programOf(page: Page, snippet: Snippet): string {
  const before = page.snippets.slice(0, page.snippets.indexOf(snippet));
  const last = before.findLast(({ language }) => language === snippet.language);
  const earlier = snippet.continues && last ? `${programOf(page, last)}\n` : "";
  return `${earlier}${snippet.given}${snippet.code}\n`;
}

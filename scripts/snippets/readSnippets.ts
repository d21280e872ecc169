import { blocksOf } from "../markdown/blocksOf.ts";

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
  /** Whether its program, or its first command, goes on while the others of the page run. */
  background: boolean;
  /** Fixtures that are put into the folder in front of it. */
  fixtures: Fixture[];
  /** Arguments that are added to commands of `flawlens` by their first word, so that they take seconds. */
  shorter: Record<string, string>;
}

/** What lies in the folder of a page: a file or folder by its name, and which of the fixtures it is. */
export interface Fixture {
  name: string;
  from: string;
}

/** The snippets of one file, and the fixtures that they find in their folder. */
export interface Page {
  file: string;
  fixtures: Fixture[];
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
 *     <!-- snippet: background -->                       its program, or its first command, goes on to the page's end
 *     <!-- snippet: given CODE -->                       code before it, such as `const image = ...;`
 *     <!-- snippet: with photos=photos/few -->           fixtures that it finds, in place of those of the page
 *     <!-- snippet: shorter train --set steps=10 -->     arguments added to `flawlens train`, or `flawlens regions train`
 *
 * and `<!-- snippets: photos=photos/good part.png=photos/new/pit.png -->` anywhere names what lies in the folder in
 * which the file's blocks run: a name, and one of the fixtures of `fixtures.ts` or a part of one.
 *
 * @throws {RangeError} If a comment is none of these, names no reason, or a block has no end.
 */
export function readSnippets(file: string, markdown: string): Page {
  const page: Page = { file, fixtures: [], snippets: [] };
  const lines = markdown.split("\n");
  const blocks = new Map(blocksOf(markdown).map((block) => [block.line - 1, block]));
  let notes: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const block = blocks.get(i);
    if (block) {
      const { line, language, code } = block;
      page.snippets.push(snippetOf({ file, line, language, code }, notes));
      notes = [];
      i = block.end - 1;
    } else if (lines[i].includes("<!-- snippet")) {
      const end = lines.findIndex((line, at) => at >= i && line.includes("-->"));
      const text = lines.slice(i, end + 1).join("\n");
      const [, kind, said] = /<!-- (snippets?):?\s*([^]*?)\s*-->/.exec(text) ?? [];
      if (kind === "snippets") page.fixtures.push(...fixturesOf(said, `${file}:${i + 1}`));
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
    fixtures: [],
    shorter: {},
  };
  const where = `${block.file}:${block.line}`;
  for (const note of notes) {
    const [, word, rest] = /^([\w-]+):?\s*([^]*)$/.exec(note) ?? [];
    if ((word === "no-run" || word === "no-check") && rest !== "") {
      snippet.use = word === "no-run" ? "check" : "skip";
      snippet.reason = rest;
    } else if (word === "given" && rest !== "") snippet.given += `${rest}\n`;
    else if (word === "file" && rest !== "") snippet.saveAs = rest;
    else if (word === "continues") snippet.continues = true;
    else if (word === "background") snippet.background = true;
    else if (word === "with") snippet.fixtures.push(...fixturesOf(rest, where));
    else if (word === "shorter" && /^\w+ ./.test(rest))
      snippet.shorter[rest.split(" ")[0]] = rest.slice(rest.indexOf(" ") + 1);
    else {
      const expected =
        "no-run: REASON, no-check: REASON, continues, background, file: NAME, given, with or shorter";
      const found = `<!-- snippet: ${note} -->`;
      throw new RangeError(`readSnippets: ${where}: expected ${expected}, got ${found}`);
    }
  }
  return snippet;
}

function fixturesOf(said: string, where: string): Fixture[] {
  return said.split(/[\s,]+/).map((part) => {
    const [, name, from] = /^([^=]+)=([^=]+)$/.exec(part) ?? [];
    if (from === undefined)
      throw new RangeError(`readSnippets: ${where}: expected NAME=FIXTURE, got "${part}"`);
    return { name, from };
  });
}

/** The blocks of one program: those that a block continues, and itself. */
export function chainOf(page: Page, snippet: Snippet): Snippet[] {
  if (!snippet.continues) return [snippet];
  const before = page.snippets.slice(0, page.snippets.indexOf(snippet));
  const last = before.findLast(({ language }) => language === snippet.language);
  return last ? [...chainOf(page, last), snippet] : [snippet];
}

/** The whole program of a block: of each block that it continues, and of itself, what is given and the code. */
export function programOf(page: Page, snippet: Snippet): string {
  return chainOf(page, snippet)
    .map(({ given, code }) => `${given}${code}\n`)
    .join("\n");
}

import { describe, expect, test } from "vitest";
import { programOf, readSnippets } from "./readSnippets.ts";

const read = (...lines: string[]) => readSnippets("page.md", lines.join("\n"));

describe("readSnippets", () => {
  test("blocks of TypeScript, JavaScript and commands are run, others are not", () => {
    const { snippets } = read(
      "```ts",
      "a",
      "b",
      "```",
      "text",
      "```json",
      "{}",
      "```",
      "~~~sh",
      "c",
      "~~~",
    );
    expect(snippets.map(({ language, code, line, use }) => [language, code, line, use])).toEqual([
      ["ts", "a\nb", 1, "run"],
      ["json", "{}", 6, "skip"],
      ["sh", "c", 9, "run"],
    ]);
  });

  test("a comment in front says that a block is not run, and why; the next block is run again", () => {
    const { snippets } = read(
      "<!-- snippet: no-run: it waits for a camera -->",
      "",
      "```ts",
      "```",
      "```ts",
      "```",
    );
    expect(snippets.map(({ use, reason }) => [use, reason])).toEqual([
      ["check", "it waits for a camera"],
      ["run", null],
    ]);
  });

  test("fixtures are named for the whole file, and for a block", () => {
    const page = read("<!-- snippets: a=photos/good, b.png=photos/new/pit.png -->", "<!-- snippet: with a=run -->", "```sh", "```"); // prettier-ignore
    expect(page.fixtures).toEqual([
      { name: "a", from: "photos/good" },
      { name: "b.png", from: "photos/new/pit.png" },
    ]);
    expect(page.snippets[0].fixtures).toEqual([{ name: "a", from: "run" }]);
    expect(() => read("<!-- snippets: photos -->")).toThrow(
      'page.md:1: expected NAME=FIXTURE, got "photos"',
    );
  });

  test("a block may continue the one before it, and have code that is not shown", () => {
    const blocks = ["```ts", "const a = 1;", "```", "```sh", "ls", "```"];
    const hidden = ["<!-- snippet: given", "declare const b: number;", "-->"];
    const rest = ["<!-- snippet: continues -->", ...hidden, "```ts", "a + b;", "```"];
    const page = read(...blocks, ...rest);
    expect(programOf(page, page.snippets[2])).toBe(
      "const a = 1;\n\ndeclare const b: number;\na + b;\n",
    );
  });

  test.each(["no-run", "no-run:", "run it", "file:", "shorter", "shorter train"])(
    "refuses the comment %s",
    (note) => {
      expect(() => read(`<!-- snippet: ${note} -->`, "```ts", "```")).toThrow(
        `page.md:2: expected no-run: REASON, no-check: REASON, continues, background, file: NAME, given, with or shorter, got <!-- snippet: ${note} -->`,
      );
    },
  );
});

import { describe, expect, test } from "vitest";
import { outlineOf } from "./outlineOf.ts";

describe("outlineOf", () => {
  test("gives anchors as GitHub does: lower case, no punctuation, hyphens, repeated ones numbered", () => {
    const { anchors } = outlineOf(
      "# What it costs\n## `fit(options)`: a loop\n## Notes\n## Notes\n",
    );
    expect([...anchors]).toEqual(["what-it-costs", "fitoptions-a-loop", "notes", "notes-1"]);
  });

  test("finds links and pictures with their lines, and none in code", () => {
    const { links } = outlineOf(
      "[a](b.md#c) and ![d](e.png)\n\n```md\n[no](no.md)\n# no\n```\n`[no](no.md)` [f](<g.md>)",
    );
    expect(links).toEqual([
      { href: "b.md#c", line: 1 },
      { href: "e.png", line: 1 },
      { href: "g.md", line: 7 },
    ]);
  });

  test("a heading within a block of code is none", () => {
    expect(outlineOf("```sh\n# a comment\n```\n").anchors.size).toBe(0);
  });
});

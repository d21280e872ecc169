import { expect, test } from "vitest";
import { blocksOf } from "./blocksOf.ts";

test("a block has its lines, its language and its code; what looks like a fence within it is code", () => {
  const markdown = ["text", "```ts", "a", "b", "```", "~~~~md", "```", "~~~", "```", "~~~~"].join(
    "\n",
  );
  expect(blocksOf(markdown)).toEqual([
    { line: 2, end: 5, language: "ts", code: "a\nb" },
    { line: 6, end: 10, language: "md", code: "```\n~~~\n```" },
  ]);
});

test("a block within a list loses its indentation", () => {
  const [{ code }] = blocksOf("- item\n  ```js\n  if (a)\n    b();\n  ```");
  expect(code).toBe("if (a)\n  b();");
});

test("a longer fence ends a block, a shorter one does not", () => {
  expect(blocksOf("````\n```\n`````").map(({ code }) => code)).toEqual(["```"]);
});

test("refuses a block without an end", () => {
  expect(() => blocksOf("\n```ts\n``")).toThrow(
    "blocksOf: expected an end of the block in line 2, got none",
  );
});

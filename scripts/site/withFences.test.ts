import { expect, test } from "vitest";
import { withFences } from "./withFences.ts";

const text = (written: string) => ({ kind: "text", text: written }) as const;

test("an indented block becomes a fenced one, and the text around it stays", () => {
  const parts = withFences([text("A rank.\n\n    A = {x < 1}\n      + 2\n\nover x.")]);
  expect(parts.map(({ text }) => text).join("")).toBe(
    "A rank.\n\n```text\nA = {x < 1}\n  + 2\n```\n\n\nover x.",
  );
  expect(parts.map(({ kind }) => kind)).toEqual(["text", "code", "text"]);
});

test("what is indented after code within a line is no block, nor is a line that goes on", () => {
  const parts = [{ kind: "code", text: "`x`" } as const, text("    is\n    here")];
  expect(withFences(parts)).toEqual(parts);
});

import { expect, test } from "vitest";
import { toYaml } from "./toYaml.ts";

test("objects and lists are indented, and what is undefined is left out", () => {
  const value = { a: 1, none: undefined, list: [{ b: true, c: [2, "x"] }, []], empty: {}, deep: { d: null } }; // prettier-ignore
  expect(toYaml(value)).toBe(`a: 1
list:
- b: true
  c:
  - 2
  - x
- []
empty: {}
deep:
  d: null
`);
});

test.each([
  "true",
  "No",
  "on",
  "1",
  "0.5",
  "",
  "-a",
  "a: b",
  "a #b",
  "*a",
  "null",
  'a"b',
  "4096Mi",
])("the text %j is none but itself", (text) => {
  expect(toYaml({ text })).toBe(`text: ${JSON.stringify(text)}\n`);
});

test.each(["apps/v1", "RollingUpdate", "a-b.c"])("the text %s needs no quotation marks", (text) => {
  expect(toYaml({ text })).toBe(`text: ${text}\n`);
});

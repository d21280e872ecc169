import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const source = new URL("../src/", import.meta.url);
const files = readdirSync(source).filter((file) => !/\.test(-d)?\.ts$/.test(file));

test.each(files)("%s imports its own folder only and names nothing of Node", (file) => {
  const text = readFileSync(new URL(file, source), "utf8");
  const imported = [...text.matchAll(/from "([^"]+)"/g)].map(([, name]) => name);
  expect(imported.filter((name) => !/^\.\/\w+\.ts$/.test(name))).toEqual([]);
  expect(text).not.toMatch(/\b(?:process|Buffer|require|__dirname)\b[.([]/);
});

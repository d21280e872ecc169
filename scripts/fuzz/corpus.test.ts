// Inputs that once went wrong: files that `npm run fuzz` wrote to out/fuzz, named, with what was wrong as `found`.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { targets } from "./targets.ts";

const corpus = join(import.meta.dirname, "corpus");
const kept = readdirSync(corpus).map((file) => {
  const { target, found, input } = JSON.parse(readFileSync(join(corpus, file), "utf8")) as {
    target: string;
    found: string;
    input: never;
  };
  return { file, target, found, input };
});

test.each(kept)("$file goes right: $found", async ({ target, input }) => {
  const folder = mkdtempSync(join(tmpdir(), "flawlens-corpus-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { check } = await targets[target]();
  expect(await check(input, folder)).toMatch(/^[a-z]/);
});

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { packagesOf } from "../../../scripts/markdown/importsOf.ts";
import { installLines } from "../../../scripts/markdown/installLines.ts";

/** Runs the tests of a file in an empty folder, into which an example writes its files. */
export function inEmptyFolder(): void {
  let folder: string;
  const before = process.cwd();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "flawlens-readme-"));
    process.chdir(folder);
  });
  afterAll(async () => {
    process.chdir(before);
    await rm(folder, { recursive: true });
  });
}

/**
 * Expects an example to stand in a README to the letter, and the first install line there to name every package that
 * it imports.
 *
 * @param example - URL of the example's file.
 * @param readme - URL of the README.
 */
export async function expectInReadme(example: URL, readme: URL): Promise<void> {
  const [page, file] = await Promise.all([readme, example].map((url) => readFile(url, "utf8")));
  expect(page).toContain(`\`\`\`ts\n${file}\`\`\``);
  const imported = packagesOf(file);
  expect(imported.length).toBeGreaterThan(0);
  expect(installLines(page)[0]).toEqual(expect.arrayContaining(imported));
}

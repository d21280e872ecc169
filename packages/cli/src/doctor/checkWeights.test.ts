import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { checkWeights } from "./checkWeights.ts";

test("a cache that is not there yet can be written where its parent can, and nothing is left", async () => {
  const folder = await temporaryFolder();
  const cache = join(folder, "huggingface", "hub");
  expect(await checkWeights(cache)).toMatchObject({ state: "ok" });
  expect(await readdir(folder)).toEqual([]);
});

test("a cache below a file cannot be written, and the variable that mends it is named", async () => {
  const file = join(await temporaryFolder(), "file");
  await writeFile(file, "");
  const { state, found, mend } = await checkWeights(file);
  expect([state, mend]).toEqual(["slow", expect.stringContaining("HF_HOME")]);
  expect(found).toContain(`cannot be kept in ${file}: `);
});

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { inspectorFile, inspectorPage } from "./inspectorPage.ts";

test("the built page lies where the package is published from", () => {
  const root = join(import.meta.dirname, "..");
  const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    files: string[];
  };
  for (const built of [inspectorPage, inspectorFile])
    expect(files).toContain(relative(root, built).split(/[\\/]/)[0]);
});

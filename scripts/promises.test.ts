import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

test("every promise of CONTRIBUTING.md names tests that are there", () => {
  const [, section = ""] = readFileSync(join(root, "CONTRIBUTING.md"), "utf8").split("## What is promised, and what holds it"); // prettier-ignore
  const rows = section.split("\n## ")[0].matchAll(/^\| (?!promise|-)(.+?) +\| (.+?) +\|$/gm);
  const named = [...rows].map(([, promise, tests]) => ({ promise, tests: [...tests.matchAll(/`([^`]+\.test\.ts)`/g)].map(([, path]) => path) })); // prettier-ignore
  expect(named.length).toBeGreaterThan(25);
  expect(named.filter(({ tests }) => tests.length === 0)).toEqual([]);
  const paths = named.flatMap(({ tests }) => tests);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

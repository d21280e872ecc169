import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const packages = ["packages", "examples"].flatMap((kind) =>
  readdirSync(join(root, kind)).map((name) => join(root, kind, name)),
);

interface Manifest {
  license?: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const manifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
const foreign = (dependencies: Record<string, string> = {}) =>
  Object.keys(dependencies).filter((name) => !name.startsWith("@flawlens/"));

/** What a user installs, and what this repository uses besides. */
function used(): { installed: Set<string>; own: Set<string> } {
  const installed = new Set<string>();
  const own = new Set<string>();
  for (const folder of [root, ...packages]) {
    const { dependencies, peerDependencies, devDependencies } = manifest(folder);
    for (const name of [...foreign(dependencies), ...foreign(peerDependencies)])
      installed.add(name);
    for (const name of foreign(devDependencies)) own.add(name);
  }
  for (const name of installed) own.delete(name);
  return { installed, own };
}

/** The rows of a section's table: name and licence. */
function listed(page: string, section: string): Map<string, string> {
  const [, rest] = page.split(`## ${section}\n`);
  const rows = rest?.split("\n## ")[0]?.matchAll(/^\| `([^`]+)`[^|]*\| ([^|]+?) +\|/gm) ?? [];
  return new Map([...rows].map(([, name, license]) => [name!, license!]));
}

/** The licence that an installed package states. */
function licenseOf(name: string): string | undefined {
  const folder = [root, ...packages].map((at) => join(at, "node_modules", name)).find(existsSync);
  return folder && manifest(folder).license;
}

describe("docs/dependencies.md", () => {
  const page = readFileSync(join(root, "docs/dependencies.md"), "utf8");
  const { installed, own } = used();

  test.each([
    ["What users install", installed],
    ["What only this repository uses", own],
  ])("lists everything under %s, and nothing else", (section, names) => {
    expect([...listed(page, section).keys()]).toEqual([...names].toSorted());
  });

  test("states the licence that each package states", () => {
    const all = [...listed(page, "What users install"), ...listed(page, "What only this repository uses")]; // prettier-ignore
    expect(all.length).toBeGreaterThan(40);
    expect(new Map(all)).toEqual(new Map(all.map(([name]) => [name, licenseOf(name)])));
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packagesOf } from "../markdown/importsOf.ts";
import { installLines } from "../markdown/installLines.ts";
import { readSnippets } from "../snippets/readSnippets.ts";

/**
 * What a package's README tells its reader to install: the packages of its first `npm install`. Later lines of the
 * README, such as those for optional packages, are not part of it.
 */
export function installLine(root: string, name: string): string[] {
  const readme = readFileSync(join(root, "packages", name, "README.md"), "utf8");
  const [first] = installLines(readme);
  if (name === "cli") return ["@flawlens/cli"]; // its README begins with npx
  if (first) return first;
  throw new Error(`expected the README of ${name} to say what to install, got no "npm install"`);
}

/** Everything that the blocks of a README may import: what all of its lines install, and what unseen code in front of blocks needs. */
export function packagesOfBlocks(root: string, name: string): string[] {
  const file = `packages/${name}/README.md`;
  const readme = readFileSync(join(root, file), "utf8");
  const unseen = readSnippets(file, readme).snippets.flatMap(({ given, language }) =>
    language === "sh" ? [] : packagesOf(given),
  );
  return [...new Set([...installLines(readme).flat(), ...unseen])];
}

/** The entries of a package that can be imported by name: its exports without patterns, package.json and styles. */
export function entriesOf({ name, exports }: { name: string; exports: object }): string[] {
  return Object.keys(exports)
    .filter((key) => !key.includes("*") && !key.endsWith(".json") && !key.endsWith(".css"))
    .map((key) => name + key.slice(1));
}

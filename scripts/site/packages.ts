import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** An entry of a package: what users import, and the source file behind it. */
export interface Entry {
  /** Such as `@flawlens/inference/core`. */
  specifier: string;
  /** Path from the root of the repository, with `/`. */
  source: string;
}

interface Manifest {
  exports: Record<string, unknown>;
  name: string;
  repository?: { url: string };
}

/** Every entry of every package. A package's main entry comes last, so that what it shares is explained where it is from. */
export function entries(): Entry[] {
  const found: Entry[] = [];
  for (const folder of readdirSync(join(root, "packages")).toSorted()) {
    const { exports, name } = manifest(folder);
    const sources = new Map<string, string>();
    const { ".": main, "./package.json": _, ...others } = exports;
    for (const [path, target] of [...Object.entries(others), [".", main] as const]) {
      const source = sourceOf(target);
      if (source === undefined) throw new Error(`entries: expected a source of ${name}/${path}`);
      if (!sources.has(source)) sources.set(source, name + path.slice(1)); // "./node" rather than "."
    }
    for (const [source, specifier] of sources)
      found.push({ specifier, source: `packages/${folder}/${source.slice(2)}` });
  }
  return found;
}

/** Where the repository is on the web, without a slash at its end: taken from the metadata of the packages. */
export function repository(): string {
  const url = manifest("cli").repository?.url;
  if (url === undefined) throw new Error("repository: expected it in packages/cli/package.json");
  return url.replace(/^git\+/, "").replace(/\.git$/, "");
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8"));
}

/** The file of the condition `@flawlens/source`, which comes after those of browsers. */
function sourceOf(target: unknown): string | undefined {
  if (typeof target !== "object" || target === null) return undefined;
  return (target as Record<string, string>)["@flawlens/source"];
}

import { isBuiltin } from "node:module";
import { blocksOf } from "./blocksOf.ts";

/** The packages that a Markdown file's blocks of TypeScript and JavaScript import, without what stands below them. */
export function importsOf(markdown: string): Set<string> {
  const blocks = blocksOf(markdown).filter(({ language }) => /^(tsx?|m?js)$/.test(language));
  return new Set(blocks.flatMap(({ code }) => packagesOf(code)));
}

/** The packages that a program imports, as `importsOf` names them. */
export function packagesOf(code: string): string[] {
  const from = /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*["']([^"']+)["']/g;
  return [...code.matchAll(from)]
    .map(([, specifier]) => specifier)
    .filter((name) => !/^[./]|^https?:/.test(name) && !isBuiltin(name))
    .map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    );
}

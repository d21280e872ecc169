import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * The version of an installed package, which need not export its `package.json`; `null` where it is not installed.
 *
 * @param name - Such as `sharp`.
 * @param through - A package that depends on it, itself a dependency of this one: what is installed for it counts.
 */
export function installedVersion(name: string, through?: string): string | null {
  const own = createRequire(import.meta.url);
  if (name === "@flawlens/cli") return (own("../../package.json") as Package).version;
  const require = through ? createRequire(own.resolve(`${through}/package.json`)) : own;
  for (const folder of require.resolve.paths(name) ?? [])
    try {
      const text = readFileSync(join(folder, name, "package.json"), "utf8");
      return (JSON.parse(text) as Package).version;
    } catch {
      // not in this folder
    }
  return null;
}

interface Package {
  version: string;
}

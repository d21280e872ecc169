import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cloneTo, link } from "../cloneTo.mjs";

/** A copy of the last commit in a temporary folder, which uses the installed packages of the repository. */
export function copyOf(root) {
  const folder = mkdtempSync(join(tmpdir(), "flawlens-mutation-"));
  cloneTo(root, folder);
  for (const kind of ["packages", "examples"])
    for (const name of readdirSync(join(folder, kind))) {
      const installed = join(root, kind, name, "node_modules");
      if (existsSync(installed)) link(installed, join(folder, kind, name, "node_modules"));
    }
  return folder;
}

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A copy of the last commit in a temporary folder, which uses the installed packages of the repository. */
export function copyOf(root) {
  const folder = mkdtempSync(join(tmpdir(), "flawlens-mutation-"));
  execFileSync("git", ["clone", "--quiet", "--no-hardlinks", root, folder]);
  const link = (path) => existsSync(join(root, path)) && symlinkSync(join(root, path), join(folder, path), process.platform === "win32" ? "junction" : "dir"); // prettier-ignore
  link("node_modules");
  for (const kind of ["packages", "examples"])
    for (const name of readdirSync(join(folder, kind))) link(join(kind, name, "node_modules"));
  return folder;
}

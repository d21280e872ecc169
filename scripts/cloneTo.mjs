import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";

/** Copies the last commit to a new folder, which uses the installed packages of the repository's root. */
export function cloneTo(root, folder) {
  execFileSync("git", ["clone", "--quiet", "--no-hardlinks", root, folder]);
  link(join(root, "node_modules"), join(folder, "node_modules"));
}

/** Links to a folder, on Windows by the kind of link that needs no rights. */
export function link(target, place) {
  symlinkSync(target, place, "junction");
}

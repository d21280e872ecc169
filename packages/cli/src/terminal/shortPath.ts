import { homedir } from "node:os";
import { isAbsolute, join, relative, sep } from "node:path";

/**
 * A path as short as it can be said from here: relative to the current folder where it lies inside
 * it, with `~` where it lies in the user's home, else as it is.
 */
export function shortPath(path: string, { cwd = process.cwd(), home = homedir() } = {}): string {
  const inside = relativeInside(cwd, path);
  if (inside !== undefined) return inside || ".";
  const fromHome = relativeInside(home, path);
  return fromHome === undefined ? path : join("~", fromHome);
}

/** Undefined where the path lies elsewhere, or on another drive. */
function relativeInside(folder: string, path: string): string | undefined {
  const from = relative(folder, path);
  const outside = from === ".." || from.startsWith(`..${sep}`) || isAbsolute(from);
  return outside ? undefined : from;
}

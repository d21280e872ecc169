import { lstatSync, type Stats, statSync } from "node:fs";

/**
 * What the file system says of a path, null where no file is: also where none can be, because the name is too long,
 * holds a zero byte or goes on below a file. Reading the file tells which.
 *
 * @param links - Whether a link is followed (default) or looked at itself.
 */
export function statIfThere(
  path: string,
  { links = "follow" }: { links?: "follow" | "look" } = {},
): Stats | null {
  // prettier-ignore
  try {
    return (links === "follow" ? statSync : lstatSync)(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

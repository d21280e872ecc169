import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";

/**
 * The name of an image by itself: its path from the current folder where it lies inside it, else
 * with the folder it lies in.
 */
export function inputName(path: string, cwd: string): string {
  const from = relative(cwd, resolve(cwd, path));
  const inside = from !== "" && from.split(sep)[0] !== ".." && !isAbsolute(from);
  const name = inside ? from : `${basename(dirname(resolve(cwd, path)))}/${basename(path)}`;
  return slashes(name).replace(/^\/+/, "");
}

/** The name of an image in a folder that was given: with that folder's own name in front. */
export function nameInFolder(folder: string, inside: string): string {
  return slashes(`${basename(resolve(folder))}/${inside}`).replace(/^\/+/, "");
}

const slashes = (path: string): string => path.replaceAll(sep, "/");

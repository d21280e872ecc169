import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isHidden } from "./_names.ts";

/** What a folder holds: plain names, sorted by code unit; hidden entries and what systems put there are left out. */
export interface Listing {
  folders: string[];
  files: string[];
}

/** Lists a folder; links count as what they point to, dangling ones as nothing. */
export async function list(folder: string): Promise<Listing> {
  const found: Listing = { folders: [], files: [] };
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (isHidden(entry.name)) continue;
    const kind = entry.isSymbolicLink()
      ? await stat(join(folder, entry.name)).catch(() => null)
      : entry;
    if (kind?.isDirectory()) found.folders.push(entry.name);
    else if (kind?.isFile()) found.files.push(entry.name);
  }
  found.folders.sort();
  found.files.sort();
  return found;
}

/** The same, empty where there is no such folder. */
export async function listIfThere(folder: string): Promise<Listing> {
  return (await isFolder(folder)) ? list(folder) : { folders: [], files: [] };
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}

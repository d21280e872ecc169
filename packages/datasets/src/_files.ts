import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Listing } from "./_listing.ts";
import { isHidden } from "./_names.ts";
import { isRemote } from "./remote/location.ts";
import { isRemoteFile, listRemote } from "./remote/remoteFiles.ts";

/** Lists a folder; links count as what they point to, dangling ones as nothing. Names are sorted by code unit. */
export async function list(folder: string): Promise<Listing> {
  const found = isRemote(folder) ? await listRemote(folder) : await listFolder(folder);
  return {
    folders: found.folders.filter((name) => !isHidden(name)).sort(),
    files: found.files.filter((name) => !isHidden(name)).sort(),
  };
}

async function listFolder(folder: string): Promise<Listing> {
  const found: Listing = { folders: [], files: [] };
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const kind = entry.isSymbolicLink()
      ? await stat(join(folder, entry.name)).catch(() => null)
      : entry;
    if (kind?.isDirectory()) found.folders.push(entry.name);
    else if (kind?.isFile()) found.files.push(entry.name);
  }
  return found;
}

/** The same, empty where there is no such folder. */
export async function listIfThere(folder: string): Promise<Listing> {
  return (await isFolder(folder)) ? list(folder) : { folders: [], files: [] };
}

/** Whether a folder is there; in S3-compatible storage, whether something is below it. */
export async function isFolder(path: string): Promise<boolean> {
  if (isRemote(path)) {
    const { folders, files } = await listRemote(path, 1);
    return folders.length + files.length > 0;
  }
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

export async function isFile(path: string): Promise<boolean> {
  if (isRemote(path)) return isRemoteFile(path);
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}

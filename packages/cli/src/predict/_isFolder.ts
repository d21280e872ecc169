import { stat } from "node:fs/promises";

/** Whether a folder, or a link to one, is there. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

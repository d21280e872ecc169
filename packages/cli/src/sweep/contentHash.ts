import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fileHash } from "@flawlens/files";
import { glob } from "tinyglobby";

/**
 * A fingerprint of what a job reads: of a file its bytes, of a folder the names and sizes of all files in it (a change
 * that keeps a file's size is not noticed, as with data sets), of anything else, such as a name on the Hub or an address
 * of a server, the text itself.
 */
export async function contentHash(path: string): Promise<string> {
  if (!existsSync(path)) return path;
  if (!statSync(path).isDirectory()) return fileHash(path);
  const files = await glob("**/*", { cwd: path, dot: true, expandDirectories: false });
  const hash = createHash("sha256");
  for (const file of files.toSorted())
    hash.update(JSON.stringify([file, (await stat(join(path, file))).size]));
  return hash.digest("hex");
}

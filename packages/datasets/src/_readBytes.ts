import { readFile } from "node:fs/promises";
import { isRemote } from "./remote/location.ts";
import { readRemote } from "./remote/remoteFiles.ts";

const mostBytes = 2 ** 29; // of a list: of text that one string holds

/** Reads a list, a table or a manifest, here or elsewhere. */
export function readBytes(file: string): Promise<Buffer> {
  return isRemote(file) ? readRemote(file, mostBytes) : readFile(file);
}

/** The same, as text, without the byte order mark that editors on Windows put in front of it. */
export async function readText(file: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(file));
}

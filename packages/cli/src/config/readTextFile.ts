import { readFile } from "node:fs/promises";

/** The text of a file that people write, without the byte order mark that editors on Windows put in front of it. */
export async function readTextFile(file: string): Promise<string> {
  return new TextDecoder().decode(await readFile(file));
}

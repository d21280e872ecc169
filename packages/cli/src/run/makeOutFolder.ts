import { existsSync } from "node:fs";
import { access, constants, mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Makes the folder that a command writes to, with those above it, where it is not there.
 *
 * @throws {Error} If it cannot be made, or not be written to; the message says why.
 */
export async function makeOutFolder(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
    await access(out, constants.W_OK);
  } catch (error) {
    const reason = await access(nearest(out), constants.W_OK).then(
      () => error as Error,
      (other: Error) => other, // of a disk that is read-only Node.js says that there is no folder
    );
    throw new Error(
      `expected a folder that can be written to as --out, got ${out} (${reason.message}); choose another --out`,
      { cause: error },
    );
  }
}

/** The folder itself, or the nearest above it that is there. */
function nearest(out: string): string {
  let folder = resolve(out);
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}

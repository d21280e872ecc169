import * as nodeFs from "node:fs/promises";
import { basename, dirname } from "node:path";
import { encodeCheckpoint } from "./_checkpointBytes.ts";
import { checkpointFiles } from "./_checkpointFiles.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { CheckpointFs } from "./checkpointFs.ts";

/**
 * Writes a checkpoint so that a whole one is left if the process is killed at any moment or the machine
 * loses power. The bytes go to `<file>.partial` and are synced to the disk; then `file`, if there is
 * one, is renamed to `<file>.previous`, and the new one to `file`. Missing folders are made. The result
 * is one `.safetensors` file, which Python can read too.
 *
 * While it is written, a checkpoint takes about three times the size of the file on the disk and two
 * copies of it in memory; afterwards twice its size on the disk.
 *
 * @param file - Usually `checkpoint.safetensors` in the run's folder.
 * @param options.fs - The file system; default Node's.
 * @returns The bytes written.
 * @throws {Error} If it cannot be written. The message names the file, the free space and the way out.
 *   Earlier checkpoints are untouched.
 */
export async function saveCheckpoint(
  file: string,
  checkpoint: Checkpoint,
  { fs = nodeFs }: { fs?: CheckpointFs } = {},
): Promise<{ bytes: number }> {
  const bytes = encodeCheckpoint(checkpoint);
  const { newest, partial, previous } = checkpointFiles(file);
  try {
    await fs.mkdir(dirname(file), { recursive: true });
    await writeSynced(partial, bytes, fs);
  } catch (cause) {
    await fs.rm(partial, { force: true }).catch(() => {});
    throw await writeError(file, bytes.length, cause as NodeJS.ErrnoException, fs);
  }
  await fs.rename(newest, previous).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error; // the first checkpoint has no previous one
  });
  await fs.rename(partial, newest);
  await syncFolder(dirname(file), fs);
  return { bytes: bytes.length };
}

async function writeSynced(file: string, bytes: Uint8Array, fs: CheckpointFs): Promise<void> {
  const handle = await fs.open(file, "w");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the new names themselves durable, where the system lets a folder be opened. */
async function syncFolder(folder: string, fs: CheckpointFs): Promise<void> {
  const handle = await fs.open(folder).catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

async function writeError(
  file: string,
  bytes: number,
  cause: NodeJS.ErrnoException,
  fs: CheckpointFs,
): Promise<Error> {
  const untouched = `what was saved before is untouched`;
  if (cause.code !== "ENOSPC" && cause.code !== "EDQUOT" && cause.code !== "EFBIG")
    return new Error(
      `saveCheckpoint: expected to write ${file}, got ${cause.message}; ${untouched}`,
      { cause },
    );
  const free = await fs.statfs(dirname(file)).then(
    ({ bavail, bsize }) => `${megabytes(bavail * bsize)} free`,
    () => "an unknown amount free",
  );
  return new Error(
    `saveCheckpoint: expected room for ${megabytes(bytes)} at ${file}, got ${cause.code} with ${free}; ` +
      `${untouched}: make room and resume from ${basename(file)}, or save to another disk`,
    { cause },
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

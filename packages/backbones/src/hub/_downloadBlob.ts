import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { withFileLock } from "./_fileLock.ts";
import { exists } from "./_hubCache.ts";

/** Content to be fetched, and the size and checksum by which it is recognised. */
export interface RemoteBlob {
  size: number;
  /** The checksum of the content, or of git's blob, which is a header with the size and the content. */
  checksum: { algorithm: "sha256" | "git-sha1"; hex: string };
  /** Requests the bytes from `start` on. */
  fetch(start: number, signal: AbortSignal): Promise<Response>;
}

export interface BlobOptions {
  onProgress?: (loaded: number) => void;
  signal?: AbortSignal;
  /** The number of attempts in a row that may bring nothing; default 5. */
  attempts?: number;
  /** Milliseconds before the second attempt; each further one waits twice as long. Default 500. */
  retryMs?: number;
  /** Milliseconds without data after which an attempt is given up; default 60,000. */
  stallMs?: number;
}

/** The server sends the whole file although a part was requested. */
class RangeIgnored extends Error {}

/** The server refused the request, and another attempt will not change that. */
export class Refused extends Error {}

/**
 * Fetches content to `path`, where it is not there yet: into `path.incomplete` first, which a later
 * call or attempt goes on with, then checked against its checksum and renamed. `path` is whole or
 * not there. One program at a time does so; others wait for it.
 */
export async function downloadBlob(
  blob: RemoteBlob,
  path: string,
  options: BlobOptions = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const work = async () => {
    if (!(await exists(path))) await fetchBlob(blob, path, options);
  };
  await withFileLock(`${path}.lock`, work, { signal: options.signal });
}

async function fetchBlob(blob: RemoteBlob, path: string, options: BlobOptions): Promise<void> {
  const { attempts = 5, retryMs = 500, onProgress, signal } = options;
  const incomplete = `${path}.incomplete`;
  let have = await stat(incomplete).then(
    ({ size }) => size,
    () => 0,
  );
  if (have > blob.size) {
    await truncate(incomplete);
    have = 0;
  }
  onProgress?.(have);
  for (let failures = 0; have < blob.size;) {
    signal?.throwIfAborted();
    const before = have;
    try {
      have = await append(blob, incomplete, have, options);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (error instanceof Refused || isLocal(error)) throw error;
      if (error instanceof RangeIgnored) await truncate(incomplete);
      have = await stat(incomplete).then(
        ({ size }) => size,
        () => 0,
      );
      failures = have > before ? 1 : failures + 1;
      if (failures >= attempts)
        throw new Error(
          `expected ${blob.size} bytes, got ${have} after ${failures} attempts that brought nothing: ${messageOf(error)}; the next call goes on from there`,
          { cause: error },
        );
      await wait(retryMs * 2 ** (failures - 1), undefined, { signal });
    }
  }
  const found = await checksum(incomplete, blob);
  if (found !== blob.checksum.hex) {
    await rm(incomplete);
    throw new Error(
      `expected content of checksum ${blob.checksum.hex}, got ${found}: it was damaged on the way and is removed; try again`,
    );
  }
  await rename(incomplete, path);
}

/** One attempt; gives the size reached. */
async function append(
  blob: RemoteBlob,
  incomplete: string,
  start: number,
  { onProgress, signal, stallMs = 60_000 }: BlobOptions,
): Promise<number> {
  const stalled = new AbortController();
  const giveUp = () => stalled.abort(new Error(`expected data, got none for ${stallMs} ms`));
  let timer = setTimeout(giveUp, stallMs);
  const handle = await open(incomplete, "a");
  try {
    const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
    const response = await blob.fetch(start, either);
    if (start > 0 && response.status !== 206) {
      await response.body?.cancel();
      throw new RangeIgnored(`expected a part from byte ${start}, got the whole`);
    }
    let have = start;
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, stallMs);
      if (have + chunk.length > blob.size)
        throw new Refused(`expected ${blob.size} bytes, got more`);
      await handle.writeFile(chunk);
      have += chunk.length;
      onProgress?.(have);
    }
    if (have < blob.size) throw new Error(`the connection ended at byte ${have}`);
    await handle.sync();
    return have;
  } finally {
    clearTimeout(timer);
    await handle.close();
  }
}

async function checksum(path: string, blob: RemoteBlob): Promise<string> {
  const git = blob.checksum.algorithm === "git-sha1";
  const hash = createHash(git ? "sha1" : "sha256");
  if (git) hash.update(`blob ${blob.size}\0`);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** Whether a file and not a connection failed: a full disk, a folder that may not be written. */
function isLocal(error: unknown): boolean {
  const { syscall = "" } = error as NodeJS.ErrnoException;
  return ["open", "write", "fsync", "ftruncate"].includes(syscall);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

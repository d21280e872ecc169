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
  /** The number of attempts in a row that may bring nothing new; default 5. */
  attempts?: number;
  /** Milliseconds before the second attempt; each further one waits twice as long. Default 500. */
  retryMs?: number;
  /** Milliseconds in which an attempt must bring its next `leastBytes`, or its end; default 60,000. */
  stallMs?: number;
}

/** A connection that brings less than this in `stallMs` counts as broken. */
const leastBytes = 65_536;

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
  let have = await sizeOf(incomplete);
  if (have > blob.size) {
    await truncate(incomplete);
    have = 0;
  }
  onProgress?.(have);
  // However little each attempt brings, there is an end: one for each MiB, beside some to begin with.
  const most = 4 * attempts + Math.floor(blob.size / 2 ** 20);
  let furthest = have;
  let failures = 0;
  for (let made = 1; have < blob.size; made++) {
    signal?.throwIfAborted();
    try {
      have = await append(blob, incomplete, have, options);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (error instanceof Refused || isLocal(error)) throw error;
      have = await sizeOf(incomplete);
      failures = have > furthest ? 1 : failures + 1;
      furthest = Math.max(furthest, have);
      if (failures >= attempts || made >= most) {
        const tried =
          failures >= attempts
            ? `${failures} attempts that brought nothing new`
            : `${made} attempts that each brought little`;
        throw new Error(
          `expected ${blob.size} bytes, got ${have} after ${tried}: ${messageOf(error)}; the next call goes on from there`,
          { cause: error },
        );
      }
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
  let arrived = 0;
  const giveUp = () =>
    stalled.abort(
      new Error(`expected ${leastBytes} bytes or the end in ${stallMs} ms, got ${arrived} bytes`),
    );
  let timer = setTimeout(giveUp, stallMs);
  const handle = await open(incomplete, "a");
  try {
    const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
    const response = await blob.fetch(start, either);
    let have = start;
    if (response.status !== 206) {
      await handle.truncate(); // the whole, whatever was asked for
      have = 0;
    }
    for await (const chunk of response.body ?? []) {
      arrived += chunk.length;
      if (arrived >= leastBytes) {
        arrived = 0;
        clearTimeout(timer);
        timer = setTimeout(giveUp, stallMs);
      }
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

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
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

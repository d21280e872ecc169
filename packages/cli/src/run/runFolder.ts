import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { lockRunFolder } from "./lockRunFolder.ts";
import { runMark, runParts } from "./runParts.ts";
import { writeRunFile } from "./writeRunFile.ts";

/** How a run may treat what is in its folder. */
export interface RunFolderOptions {
  /** Go on with the run that is there. */
  resume?: boolean;
  /** Begin again where another run is. */
  overwrite?: boolean;
}

/** The file of a run's last checkpoint; the one before it lies beside it. */
export const checkpointIn = (out: string): string => join(out, "checkpoints/last.safetensors");

/** Whether a run has begun in the folder, so that there is something to resume. */
export function hasBegun(out: string): boolean {
  return existsSync(join(out, runMark));
}

/** Whether a training has got as far as a checkpoint. */
export function hasCheckpoint(out: string): boolean {
  const folder = join(out, "checkpoints");
  return existsSync(folder) && readdirSync(folder).length > 0;
}

/**
 * Does a run's work with its folder checked, made and locked; the lock goes when the work ends or
 * fails. A folder that is still empty then goes too.
 *
 * @throws {Error} As {@link checkRunFolder} and `lockRunFolder`.
 *
 * @example
 * await withRunFolder(out, { resume, overwrite }, async () => {
 *   const manifest = await loadDataset(data); // what fails before beginRun leaves the old run as it is
 *   if (!resume) await beginRun(out, { method: "adl", seed: 1 });
 *   ...
 * });
 */
export async function withRunFolder<T>(
  out: string,
  options: RunFolderOptions,
  work: () => Promise<T>,
): Promise<T> {
  const made = !existsSync(out);
  if (made || !statSync(out).isDirectory()) checkRunFolder(out, options);
  await mkdir(out, { recursive: true });
  const lock = await lockRunFolder(out);
  try {
    checkRunFolder(out, options);
    return await work();
  } finally {
    lock.release();
    if (made) await rmdir(out).catch(() => {}); // fails where there is something in it, as it should
  }
}

/**
 * Refuses to resume what is not there, to begin where another run has left results or checkpoints,
 * and to write into a folder whose files only look like a run's: those of a data set, for instance.
 * Files that are not a run's own do not matter.
 */
export function checkRunFolder(out: string, { resume, overwrite }: RunFolderOptions): void {
  if (existsSync(out) && !statSync(out).isDirectory())
    throw new Error(`expected a folder as --out, got the file ${out}`);
  if (resume && !hasBegun(out))
    throw new Error(
      `expected a run to resume in ${out}, got no ${join(out, runMark)}; leave --resume out to begin one`,
    );
  const parts = runParts.filter((part) => existsSync(join(out, part)));
  const kept = parts.filter((part) =>
    part === "checkpoints" ? hasCheckpoint(out) : !beginnings.has(part),
  );
  if (parts.length > 0 && !hasBegun(out))
    throw new Error(
      `expected a new folder or one of a run as --out, got ${out}, whose ${listed(parts)} no run of ` +
        `flawlens wrote (${runMark} is missing): choose another --out`,
    );
  if (kept.length > 0 && !resume && !overwrite)
    throw new Error(
      `expected --out without a run in it, got ${out} with ${listed(kept)}; ` +
        `go on with --resume, begin again with --overwrite, or choose another --out`,
    );
}

/**
 * Begins a run: removes what an earlier one left in the folder, and marks the folder as a run's.
 * Call it within {@link withRunFolder} when all that can fail early has not.
 *
 * @param about - What the run is, as plain JSON: method, configuration, seed, versions.
 */
export async function beginRun(out: string, about: Record<string, unknown>): Promise<void> {
  await forgetRun(out);
  await writeRunFile(join(out, runMark), `${JSON.stringify(about, null, 1)}\n`);
}

/** Removes every part of a run, results first, and nothing else; without the mark of a run, nothing. */
export async function forgetRun(out: string): Promise<void> {
  if (!hasBegun(out)) return;
  for (const part of runParts.toReversed())
    for (const name of [part, `${part}.partial`])
      await rm(join(out, name), { recursive: true, force: true });
}

/** The files of a run that ended before its first checkpoint; removing them loses nothing. */
const beginnings = new Set(["manifest.json", "regions.json", "training.jsonl"]);

function listed(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")}, ...` : names.join(", ");
}

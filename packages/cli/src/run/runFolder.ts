import { existsSync, readFileSync, readdirSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { runMark, runParts, runResults } from "./runParts.ts";
import { withLockedFolder } from "./withLockedFolder.ts";
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

/** Whether a folder is one that runs are written to, so that files of a run's names in it are a run's. */
export function isRunFolder(out: string): boolean {
  return existsSync(join(out, runMark));
}

/** Whether a run has begun in the folder, so that there is something to resume. One that is being removed has not. */
export function hasBegun(out: string): boolean {
  return isRunFolder(out) && readFileSync(join(out, runMark), "utf8") !== noRun;
}

/** What `run.json` says in a folder whose run is removed: what is left of it is nobody's. */
const noRun = '{"removed":true}\n';

/** Whether a training has got as far as a checkpoint. */
export function hasCheckpoint(out: string): boolean {
  const folder = join(out, "checkpoints");
  return existsSync(folder) && readdirSync(folder).length > 0;
}

/**
 * Does a run's work with its folder checked, made and locked.
 *
 * @throws {Error} As {@link checkRunFolder} and `withLockedFolder`.
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
  if (!existsSync(out)) checkRunFolder(out, options); // before it is made
  return withLockedFolder(out, () => {
    checkRunFolder(out, options);
    return work();
  });
}

/**
 * Refuses to resume what is not there, to begin where another run has left results or checkpoints,
 * and to write into a folder whose files only look like a run's: those of a data set, for instance.
 * Files that are not a run's own do not matter.
 */
export function checkRunFolder(out: string, { resume, overwrite }: RunFolderOptions): void {
  const parts = runParts.filter((part) => existsSync(join(out, part)));
  const kept = parts.filter((part) =>
    part === "checkpoints" ? hasCheckpoint(out) : !beginnings.has(part),
  );
  if (parts.length > 0 && !isRunFolder(out))
    throw new Error(
      `expected a new folder or one of a run as --out, got ${out}, whose ${listed(parts)} no run of ` +
        `flawlens wrote (${runMark} is missing): choose another --out`,
    );
  const begun = hasBegun(out);
  if (resume && !begun)
    throw new Error(
      `expected a run to resume in ${out}, got ${isRunFolder(out) ? "one that was being removed" : `no ${join(out, runMark)}`}; ` +
        `leave --resume out to begin one`,
    );
  if (kept.length > 0 && begun && !resume && !overwrite)
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
  await writeRunFile(join(out, runMark), markOf(about));
}

/** Goes on with a run. Where it is not quite what it was, as with more steps, its results go first. */
export async function continueRun(out: string, about: Record<string, unknown>): Promise<void> {
  const [file, mark] = [join(out, runMark), markOf(about)];
  if ((await readFile(file, "utf8")) === mark) return;
  await removeParts(out, runResults);
  await writeRunFile(file, mark);
}

/**
 * Removes every part of a run, and nothing else; without the mark of a run, nothing. The mark goes first of all: a
 * process that is killed meanwhile leaves no run that could be resumed, and nothing that a later one keeps.
 */
export async function forgetRun(out: string): Promise<void> {
  if (!isRunFolder(out)) return;
  await writeRunFile(join(out, runMark), noRun);
  await removeParts(out, runParts);
}

async function removeParts(out: string, parts: readonly string[]): Promise<void> {
  for (const part of parts)
    for (const name of [part, `${part}.partial`])
      await rm(join(out, name), { recursive: true, force: true });
}

const markOf = (about: Record<string, unknown>): string => `${JSON.stringify(about, null, 1)}\n`;

/** The files of a run that ended before its first checkpoint; removing them loses nothing. */
const beginnings = new Set(["manifest.json", "regions.json", "training.jsonl"]);

function listed(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")}, ...` : names.join(", ");
}

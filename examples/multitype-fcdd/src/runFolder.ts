import { existsSync, readdirSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { LoadedCheckpoint } from "@flawlens/training";

/** Where a run keeps its last checkpoint, and the one before beside it. */
export const checkpointIn = (out: string): string => join(out, "checkpoints/last.safetensors");

/** Whether there is something to resume. */
export function hasCheckpoint(out: string): boolean {
  const folder = join(out, "checkpoints");
  return existsSync(folder) && readdirSync(folder).length > 0;
}

/** Refuses to resume what is not there, and to begin where another run's checkpoints are. */
export function checkRunFolder(
  out: string,
  { resume, overwrite }: { resume: boolean; overwrite: boolean },
): void {
  if (existsSync(out) && !statSync(out).isDirectory())
    throw new Error(`expected a folder as --out, got the file ${out}`);
  const there = hasCheckpoint(out);
  if (resume && !there)
    throw new Error(
      `expected a run to resume in ${out}, got no checkpoint in ${join(out, "checkpoints")}; ` +
        `leave --resume out to begin one`,
    );
  if (!resume && !overwrite && there)
    throw new Error(
      `expected --out without a run in it, got ${out} with checkpoints; go on with --resume, ` +
        `begin again with --overwrite, or choose another --out`,
    );
}

/** Removes what a resumed run could take for its own. */
export async function forgetRun(out: string): Promise<void> {
  for (const part of ["checkpoints", "refit"])
    await rm(join(out, part), { recursive: true, force: true });
  await rm(join(out, "training.jsonl"), { force: true });
}

/** Says where a run goes on, and if the last checkpoint was damaged. */
export function tellResumed({
  recovered,
  step,
  file,
}: Pick<LoadedCheckpoint, "recovered" | "step" | "file">): void {
  if (recovered) console.warn(`note: ${recovered}`);
  console.log(`resuming after step ${step} (${file})`);
}

/** Says how to go on; false, as the run did not come to its end. */
export function interrupted(out: string): false {
  console.log(
    hasCheckpoint(out)
      ? `interrupted; train with --resume goes on from ${checkpointIn(out)}`
      : "interrupted before the first step; there is nothing to resume",
  );
  return false;
}

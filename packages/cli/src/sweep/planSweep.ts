import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { hasSweep, readJobState, readSweep, writeSweep } from "@flawlens/shards";
import type { Job } from "@flawlens/shards";
import { UsageError } from "../terminal/usageError.ts";
import { argumentOf } from "./argumentOf.ts";
import { adoptRun } from "./adoptRun.ts";
import type { Argument, PlannedJob } from "./plannedJob.ts";
import { readGrid } from "./readGrid.ts";
import { shardJobs } from "./shardJobs.ts";
import { trainingJobs } from "./trainingJobs.ts";

/** What a plan came to. */
export interface Planned {
  jobs: number;
  done: number;
}

/**
 * Writes the list of a grid's jobs as `sweep.json`. It may be written again with more in the grid: what was done stays
 * done.
 *
 * @param options.root - The folder that holds everything that the jobs read and write; default the deepest such folder.
 * @throws {UsageError} If the grid is wrong, a path lies outside of the root, or a job of the same name was planned before
 *   with other settings.
 */
export async function planSweep(
  gridFile: string,
  { out, root }: { out: string; root?: string },
): Promise<Planned> {
  const grid = await readGrid(gridFile);
  const planned = [
    ...(grid.train ? await trainingJobs(grid.train, out) : []),
    ...(grid.predict ? await shardJobs("predict", grid.predict, out) : []),
    ...(grid.evaluate ? await shardJobs("evaluate", grid.evaluate, out) : []),
  ];
  const folder = resolve(out);
  const paths = planned.flatMap(({ argv }) => argv).flatMap((word) => (typeof word === "string" ? [] : [word.path])); // prettier-ignore
  const base =
    root === undefined ? commonFolder([join(folder, "sweep.json"), ...paths]) : resolve(root);
  const jobs = planned.map((job) => ({
    ...job,
    argv: job.argv.map((word) => fromRoot(word, base)),
  }));
  if (hasSweep(folder)) refuseOthers((await readSweep(folder)).jobs, jobs, out);
  await writeSweep({ folder, root: base, jobs });
  let done = 0;
  for (const [at, job] of jobs.entries()) if (await isDone(folder, job, planned[at])) done++;
  return { jobs: jobs.length, done };
}

async function isDone(folder: string, job: Job, { argv }: PlannedJob): Promise<boolean> {
  if ((await readJobState(folder, job)).state === "done") return true;
  const out = argumentOf(argv, "--out");
  return job.argv[0] === "train" && typeof out === "object" && adoptRun(folder, job, out.path);
}

/** The deepest folder that holds all of these. */
function commonFolder(paths: readonly string[]): string {
  const holds = (folder: string) => paths.every((path) => isInside(folder, path));
  let folder = dirname(paths[0]);
  while (!holds(folder)) {
    const up = dirname(folder);
    if (up === folder)
      throw new UsageError(`expected everything on one drive, got ${paths.find((path) => !isInside(folder, path))}`); // prettier-ignore
    folder = up;
  }
  return folder;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Paths begin with `./`, so that none can be taken for an option or a name. */
function fromRoot(word: Argument, root: string): string {
  if (typeof word === "string") return word;
  if (!isInside(root, word.path))
    throw new UsageError(
      `--root: expected a folder that holds everything that the jobs read and write, got ${root}, outside of which ` +
        `${word.path} lies`,
    );
  return `./${relative(root, word.path).split(sep).join("/")}`;
}

function refuseOthers(before: readonly Job[], now: readonly Job[], out: string): void {
  const hashes = new Map(before.map(({ id, hash }) => [id, hash]));
  const others = now.filter(({ id, hash }) => hashes.has(id) && hashes.get(id) !== hash);
  if (others.length > 0)
    throw new UsageError(
      `expected the settings and data that ${out} was planned with, got others for ${others.length} jobs, such as ` +
        `${others[0].id}; choose another --out`,
    );
}

import { resolve } from "node:path";
import { doJob, readJobState } from "@flawlens/shards";
import type { Job, JobEnd } from "@flawlens/shards";
import { argumentOf } from "./argumentOf.ts";
import { adoptRun } from "./adoptRun.ts";
import { jobCommand } from "./jobCommand.ts";
import { waitForRun } from "./waitForRun.ts";

/** Where and how jobs of a sweep are done. */
export interface Work {
  /** The folder of the sweep. */
  folder: string;
  /** The folder that the paths of its jobs begin in. */
  root: string;
  /** The threads that a job may take. */
  threads: number;
  signal: AbortSignal;
}

/** Does a job of a sweep in a process of its own, unless it is done, or its run is there already. */
export async function workOn(job: Job, { folder, root, threads, signal }: Work): Promise<JobEnd> {
  if (!signal.aborted && job.argv[0] === "train") {
    const out = resolve(root, argumentOf(job.argv, "--out") as string);
    const { state } = await readJobState(folder, job);
    if (state !== "done") {
      await waitForRun(out, signal);
      await adoptRun(folder, job, out);
    }
  }
  return doJob(job, { folder, root, command: (job) => jobCommand(job, root, threads), signal });
}

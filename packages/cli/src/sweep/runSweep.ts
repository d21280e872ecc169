import { availableParallelism } from "node:os";
import type { Shard } from "@flawlens/datasets";
import {
  expectMemory,
  memoryLimit,
  partOf,
  readJobState,
  readSweep,
  runPool,
} from "@flawlens/shards";
import type { Job, JobEnd } from "@flawlens/shards";
import { duration } from "../terminal/duration.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { checkJob } from "./checkJob.ts";
import { workOn } from "./workOn.ts";

/** How a sweep is run on this machine. */
export interface RunSweepOptions {
  /** Processes at once; default one for four cores. */
  jobs?: number;
  /** Bytes that every job is taken to need; default what others of its kind were seen to need. */
  memory?: number;
  /** Only these parts of the list. */
  shard?: readonly Shard[];
}

/** Cores of a job where nobody says how many jobs run at once. */
const usualCores = 4;

/**
 * Does the jobs of a sweep that are not done, with processes of this machine. The cores are shared out among them. Jobs
 * that failed before are tried again. Jobs that fail are listed at the end with the last lines of their errors.
 *
 * @returns Whether every job is done; false also where the signal came.
 */
export async function runSweep(
  terminal: Terminal,
  folder: string,
  {
    jobs: most = Math.max(1, Math.floor(availableParallelism() / usualCores)),
    memory,
    shard,
  }: RunSweepOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const sweep = await readSweep(folder);
  const jobs = shard ? shard.flatMap((part) => partOf(sweep.jobs, part)) : sweep.jobs;
  for (const job of jobs) checkJob(job, { outside: true });
  const expected = expectMemory(memory);
  const asked = new Set(jobs);
  const open: Job[] = [];
  for (const job of sweep.jobs) {
    const known = await readJobState(sweep.folder, job);
    if (known.state === "done") expected.learn(job.group, known.peakBytes);
    else if (asked.has(job)) open.push(job);
  }
  terminal.tell(`${jobs.length} jobs, ${jobs.length - open.length} of them done`);
  const threads = Math.max(1, Math.floor(availableParallelism() / most));
  const phase = terminal.phases().of("jobs", open.length);
  let over = 0;
  const tellEnd = (job: Job, end: JobEnd): void => {
    if (end.end === "interrupted") return;
    phase.update(++over);
    terminal.tell(end.end === "done" ? doneLine(job, end) : `failed: ${job.id}`);
  };
  const ends = await runPool(open, {
    most,
    limit: memoryLimit(),
    expected,
    work: (job) => workOn(job, { folder: sweep.folder, root: sweep.root, threads, signal }),
    ended: tellEnd,
  });
  terminal.endPhases();
  tellFailures(terminal, open, ends);
  return ends.every(({ end }) => end === "done");
}

function doneLine({ id }: Job, { seconds, peakBytes }: Extract<JobEnd, { end: "done" }>): string {
  const memory = peakBytes === null ? "" : `, ${(peakBytes / 2 ** 30).toFixed(2)} GiB`;
  return `done: ${id} (${duration(seconds)}${memory})`;
}

function tellFailures(terminal: Terminal, jobs: readonly Job[], ends: readonly JobEnd[]): void {
  const failed = ends.flatMap((end, at) => (end.end === "failed" ? [`${jobs[at].id} ${end.error.replaceAll("\n", "\n  ")}`] : [])); // prettier-ignore
  if (failed.length === 0) return;
  terminal.error(`\n${failed.length} jobs failed; the same command tries them again`);
  for (const text of failed) terminal.error(text);
}

import { readJobState, readSweep } from "@flawlens/shards";
import { duration } from "../terminal/duration.ts";

/** How far a sweep is. */
export interface SweepStatus {
  jobs: number;
  done: number;
  /** Processor-independent cost of what is done, in seconds of the jobs' own clocks. */
  seconds: number;
  failed: { id: string; error: string }[];
  /** Jobs that were neither done nor tried without success. */
  open: number;
}

/** Reads how far a sweep is from the marks of its jobs; whether a job runs now is not known. */
export async function sweepStatus(folder: string): Promise<SweepStatus> {
  const sweep = await readSweep(folder);
  const status: SweepStatus = { jobs: sweep.jobs.length, done: 0, seconds: 0, failed: [], open: 0 };
  for (const job of sweep.jobs) {
    const known = await readJobState(sweep.folder, job);
    if (known.state === "done") {
      status.done++;
      status.seconds += known.seconds;
    } else if (known.state === "failed") status.failed.push({ id: job.id, error: known.error });
    else status.open++;
  }
  return status;
}

/** The status as a table, with the first line of each error. */
export function formatSweepStatus({ jobs, done, seconds, failed, open }: SweepStatus): string {
  const mean = done === 0 ? "" : `, ${duration(seconds / done)} each`;
  const lines = [
    `jobs    ${jobs}`,
    `done    ${done}${mean}`,
    `failed  ${failed.length}`,
    `open    ${open}`,
  ];
  const errors = failed.map(({ id, error }) => `${id}: ${gist(error)}`);
  return [...lines, ...(errors.length > 0 ? ["", ...errors] : [])].join("\n");
}

/** What a process said, where it said something; else how it ended. */
function gist(error: string): string {
  const [ended, said = ended] = error.split("\n");
  return said;
}

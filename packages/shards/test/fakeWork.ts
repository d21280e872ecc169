import { doJob } from "../src/doJob.ts";
import type { JobEnd } from "../src/doJob.ts";
import type { Job } from "../src/job.ts";

/**
 * Does a job as `doJob` does, but of a command that costs next to nothing: after some time it writes a file that follows
 * from the job's id, aside and renamed, and one line for each time that it ran. A job whose id begins with `poison` fails.
 */
export function fakeWork(
  job: Job,
  {
    folder,
    root,
    signal,
    seconds,
  }: { folder: string; root: string; signal?: AbortSignal; seconds: number },
): Promise<JobEnd> {
  const script = [
    `case "$1" in poison*) echo "error: expected images, got poison" >&2; exit 1;; esac`,
    `echo "$1" >> ran.log`,
    `sleep ${seconds}`,
    `mkdir -p results`,
    `printf %s "$1" | cksum > "results/$1.$$"`,
    `mv "results/$1.$$" "results/$1"`,
  ].join("\n");
  const command = () => ({ file: "sh", args: ["-ec", script, "sh", job.id] });
  return doJob(job, { folder, root, command, signal });
}

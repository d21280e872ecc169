import { relative, sep } from "node:path";
import { readJobState, readSweep, submitJobs } from "@flawlens/shards";
import type { Job } from "@flawlens/shards";
import type { Terminal } from "../terminal/terminal.ts";
import { checkJob } from "./checkJob.ts";

/** How a sweep is put into a queue. */
export interface SubmitSweepOptions {
  queue: string;
  /** How often a job is tried. */
  attempts?: number;
  /** Whether to try failed jobs again. */
  retry?: boolean;
}

/** Puts the jobs of a sweep that are not done into a queue. Those that are in it already are not put there again. */
export async function submitSweep(
  terminal: Terminal,
  folder: string,
  { queue, attempts, retry }: SubmitSweepOptions,
): Promise<void> {
  const sweep = await readSweep(folder);
  const open: Job[] = [];
  for (const job of sweep.jobs) {
    checkJob(job, { outside: true });
    if ((await readJobState(sweep.folder, job)).state !== "done") open.push(job);
  }
  const place = relative(sweep.root, sweep.folder).split(sep).join("/") || ".";
  const { added, failed, retried } = await submitJobs(queue, open, {
    sweep: place,
    attempts,
    retry,
  });
  const again = retried > 0 ? `, ${retried} failed ones tried again` : "";
  terminal.result(`${added} jobs new in the queue${again}, ${sweep.jobs.length - open.length} done before`); // prettier-ignore
  if (failed > 0)
    terminal.note(`${failed} jobs are in its list of failed ones; --retry tries them again`);
  terminal.tell(
    `workers see the folder ${sweep.root} of this machine under some name: flawlens worker --queue URL --root THAT`,
  );
}

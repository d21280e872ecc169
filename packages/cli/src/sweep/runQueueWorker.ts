import { availableParallelism } from "node:os";
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { expectMemory, memoryLimit, runWorker } from "@flawlens/shards";
import { duration } from "../terminal/duration.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../terminal/usageError.ts";
import { checkJob } from "./checkJob.ts";
import { workOn } from "./workOn.ts";

/** What a worker may do. */
export interface QueueWorkerOptions {
  queue: string;
  root: string;
  /** Jobs at once. */
  concurrency: number;
  /** Bytes that every job is taken to need; default what others of its kind were seen to need. */
  memory?: number;
  /** Whether jobs may read what lies outside of the root, or on servers. */
  allowOutside?: boolean;
}

/** Does the jobs of a queue in a folder of this machine until the signal comes. */
export async function runQueueWorker(
  terminal: Terminal,
  { queue, root: folder, concurrency, memory, allowOutside: outside }: QueueWorkerOptions,
  signal: AbortSignal,
): Promise<void> {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`--root: expected a folder, got ${folder}, which is none`);
  const root = resolve(folder);
  const threads = Math.max(1, Math.floor(availableParallelism() / concurrency));
  terminal.tell(
    `waiting for jobs, ${concurrency} at once with ${threads} threads each, in ${root}`,
  );
  await runWorker(queue, {
    root,
    concurrency,
    limit: memoryLimit(),
    expected: expectMemory(memory),
    check: (job) => checkJob(job, { outside }),
    work: (job, folder) => workOn(job, { folder, root, threads, signal }),
    signal,
    trouble: (message) => terminal.note(message),
    ended({ id }, end) {
      if (end.end === "done")
        terminal.tell(`done: ${id}${end.already ? " before" : ` (${duration(end.seconds)})`}`); // prettier-ignore
      else if (end.end === "failed") terminal.error(`failed: ${id} ${end.error}`);
    },
  });
}

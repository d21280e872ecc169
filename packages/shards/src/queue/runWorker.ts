import { hostname } from "node:os";
import { isAbsolute, resolve } from "node:path";
import type { Job as QueuedJob, Worker } from "bullmq";
import { createAdmission } from "../admission.ts";
import type { JobCost } from "../jobState.ts";
import type { JobEnd } from "../doJob.ts";
import type { ExpectedMemory } from "../expectMemory.ts";
import type { Job } from "../job.ts";
import { loadBackend, queueName } from "./bullmq.ts";
import { queueAddress } from "./queueAddress.ts";
import { messageSchema } from "./queueMessage.ts";
import type { QueueMessage } from "./queueMessage.ts";

/** How a worker does the jobs of a queue. */
export interface WorkerSettings {
  /** The only folder that jobs read and write. */
  root: string;
  /** Jobs at once. */
  concurrency: number;
  /** Bytes that all of them may need together. */
  limit: number;
  expected: ExpectedMemory;
  /** Throws where a job must not be done: what a queue says is not trusted. */
  check(job: Job): void;
  /** Does a job of the sweep in a folder inside of the root. */
  work(job: Job, folder: string): Promise<JobEnd>;
  /** Ends the worker; `work` ends its jobs by the same signal, and they go back into the queue. */
  signal: AbortSignal;
  /** Is told of every job that ends here. */
  ended?(job: Job, end: JobEnd): void;
  /** Is told of trouble with the server, which the worker survives. */
  trouble?(message: string): void;
  /** The name that the status shows; default the machine's and the number of the process. */
  name?: string;
  /** Milliseconds after which the job of a worker that gives no sign of life is taken over; default 30 000. */
  takeOverMs?: number;
}

/** How often a job is taken over before it counts as one that kills its workers. */
const mostTakeOvers = 5;

/**
 * Does jobs of a queue until the signal aborts. A lost connection is survived: the job that runs goes on, and what could
 * not be said of it is found out from its mark when it is taken again. Jobs that were tried as often as they may, or
 * that are none, end in the queue's list of failed jobs with their error.
 *
 * @throws {Error} If bullmq or its driver is not installed, or the server refuses to make its tables.
 */
export async function runWorker(url: string, settings: WorkerSettings): Promise<void> {
  const { concurrency, limit, signal, trouble, takeOverMs = 30_000, name = `${hostname()}-${process.pid}` } = settings; // prettier-ignore
  const address = queueAddress(url);
  const { bullmq, connection, factory } = await loadBackend(address, { patient: true });
  const admission = createAdmission(concurrency, limit);
  const process_ = async (queued: QueuedJob, token?: string): Promise<JobCost> => {
    const message = accept(queued, settings, bullmq.UnrecoverableError);
    const { job } = message;
    const leave = await admission.enter(settings.expected.of(job.group));
    const end = await settings.work(job, resolve(settings.root, message.sweep)).finally(leave);
    settings.ended?.(job, end);
    if (end.end === "done") {
      settings.expected.learn(job.group, end.peakBytes);
      return { seconds: end.seconds, peakBytes: end.peakBytes };
    }
    if (end.end === "failed") throw new Error(end.error);
    await queued.moveToWait(token); // costs no attempt
    throw new bullmq.WaitingError();
  };
  const options = {
    connection,
    name,
    concurrency,
    autorun: false,
    lockDuration: takeOverMs,
    stalledInterval: takeOverMs,
    maxStalledCount: mostTakeOvers,
  };
  const worker = (
    factory
      ? new bullmq.Worker(queueName, process_, options, factory)
      : new bullmq.Worker(queueName, process_, options)
  ) as Worker;
  worker.on("error", toldOnce((error) => trouble?.(address.hide(`queue ${address.shown}: ${error}`)))); // prettier-ignore
  const end = () => void worker.close().catch(() => {});
  signal.addEventListener("abort", end, { once: true });
  try {
    if (!signal.aborted) await worker.run();
  } finally {
    signal.removeEventListener("abort", end);
    await worker.close().catch(() => {});
  }
}

/** The message of a queue's job, or an error that no other attempt would mend. */
function accept(
  { data }: QueuedJob,
  { check }: WorkerSettings,
  Refusal: new (message: string) => Error,
): QueueMessage {
  const { success, data: message, error } = messageSchema.safeParse(data);
  if (!success) throw new Refusal(`expected a job, got ${error.issues[0].message}`);
  if (
    isAbsolute(message.sweep) ||
    /^[a-z]:|^[\\/~]/i.test(message.sweep) ||
    message.sweep.split(/[\\/]/).includes("..")
  )
    // prettier-ignore
    throw new Refusal(`expected a sweep inside of the worker's root, got ${message.sweep}`);
  try {
    check(message.job);
  } catch (refused) {
    throw new Refusal((refused as Error).message);
  }
  return message;
}

/** Drivers tell the same error with every attempt to connect: once a minute is enough. */
function toldOnce(tell: (message: string) => void): (error: Error) => void {
  const last = new Map<string, number>();
  return ({ message, name }) => {
    const text = message || name;
    const now = performance.now();
    if (now - (last.get(text) ?? -Infinity) < 60_000) return;
    last.set(text, now);
    tell(text);
  };
}

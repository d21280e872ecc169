import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Job } from "./job.ts";

const doneSchema = z.object({
  hash: z.string(),
  seconds: z.number(),
  peakBytes: z.number().nullable(),
});
const failureSchema = z.object({ hash: z.string(), error: z.string() });

/** What a job that was done has cost. */
export interface JobCost {
  seconds: number;
  /** Most memory that its process held; `null` where the system does not tell. */
  peakBytes: number | null;
}

/** What the disk says of a job: it is done, or failed when it was last tried, or nothing. */
export type JobState =
  | ({ state: "done" } & JobCost)
  | { state: "failed"; error: string }
  | { state: "open" };

/**
 * What is known of a job. Marks of another hash count for nothing.
 *
 * @param folder - The folder of the sweep.
 */
export async function readJobState(
  folder: string,
  job: Pick<Job, "id" | "hash">,
): Promise<JobState> {
  const done = await read(markIn(folder, job, "done"), doneSchema);
  if (done?.hash === job.hash)
    return { state: "done", seconds: done.seconds, peakBytes: done.peakBytes };
  const failed = await read(markIn(folder, job, "failed"), failureSchema);
  if (failed?.hash === job.hash) return { state: "failed", error: failed.error };
  return { state: "open" };
}

/** Marks a job as done, whole or not at all; several processes may do it at once. */
export async function markDone(
  folder: string,
  job: Pick<Job, "id" | "hash">,
  cost: JobCost,
): Promise<void> {
  await writeMark(markIn(folder, job, "done"), { hash: job.hash, ...cost });
  await rm(markIn(folder, job, "failed"), { force: true });
}

/** Keeps why a job failed when it was last tried. */
export async function markFailed(
  folder: string,
  job: Pick<Job, "id" | "hash">,
  error: string,
): Promise<void> {
  await writeMark(markIn(folder, job, "failed"), { hash: job.hash, error });
}

const markIn = (folder: string, { id }: Pick<Job, "id">, state: "done" | "failed"): string =>
  join(folder, "jobs", `${id}.${state}.json`);

async function read<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined; // not there, or no mark: the job is done again, which changes nothing
  }
}

/** Aside under a name of its own: two workers may end the same job at the same moment. */
async function writeMark(file: string, value: object): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(aside, `${JSON.stringify(value)}\n`, { flush: true });
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

import { createHash } from "node:crypto";
import { z } from "zod";
import { jobSchema } from "../job.ts";

/** What a queue carries: a job, and the folder of its sweep, from the root of the worker. */
export const messageSchema = z.strictObject({
  sweep: z.string().max(4096),
  job: jobSchema,
});

/** A message as a value; see {@link messageSchema}. */
export type QueueMessage = z.infer<typeof messageSchema>;

/** The name of a message in the queue: the same for the same job of the same sweep, so that it is there once. */
export function messageKey({ sweep, job }: QueueMessage): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([sweep, job.hash]))
    .digest("hex");
  return `${job.id}.${hash.slice(0, 16)}`;
}

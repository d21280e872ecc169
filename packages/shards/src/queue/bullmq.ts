import type * as BullMQ from "bullmq";
import type { QueueAddress } from "./queueAddress.ts";

/** The name of the one queue of a server or database. */
export const queueName = "flawlens";

/** What BullMQ's classes take beside their name. */
export interface Backend {
  bullmq: typeof BullMQ;
  /** For the `connection` of their options. */
  connection: Record<string, unknown>;
  /** Their last argument: PostgreSQL's backend, or undefined for Redis, which is BullMQ's own. */
  factory: BullMQ.BackendFactory | undefined;
}

/**
 * Loads BullMQ and the driver of an address, which are installed only where queues are used.
 *
 * @param options.patient - Whether to wait for a server that is away, as workers do, or to fail soon.
 * @throws {Error} If they are not installed; the message says how to install them.
 */
export async function loadBackend(
  { kind, url }: QueueAddress,
  { patient }: { patient: boolean },
): Promise<Backend> {
  const driver = kind === "redis" ? "ioredis" : "pg";
  const missing = (cause: unknown) =>
    new Error(`expected bullmq and ${driver} beside this package: npm install bullmq ${driver}`, { cause }); // prettier-ignore
  const bullmq = await import("bullmq").catch((cause: unknown) => {
    throw missing(cause);
  });
  await import(driver as string).catch((cause: unknown) => {
    throw missing(cause);
  });
  if (kind === "redis") {
    const soon = {
      maxRetriesPerRequest: 2,
      retryStrategy: (n: number) => (n > 3 ? null : 200 * n),
    };
    const connection = { url, ...(patient ? { maxRetriesPerRequest: null } : soon) };
    return { bullmq, connection, factory: undefined };
  }
  // The first connection makes the tables; a lock in the database lets only one do so at a time.
  const connection = { connectionString: url, migrate: true, connectionTimeoutMillis: 10_000 };
  return { bullmq, connection, factory: bullmq.createPostgresBackend as BullMQ.BackendFactory };
}

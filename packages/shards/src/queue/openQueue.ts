import type { Queue } from "bullmq";
import { loadBackend, queueName } from "./bullmq.ts";
import { queueAddress } from "./queueAddress.ts";

/**
 * Opens the queue of an address for one piece of work, and closes it.
 *
 * @throws {Error} If the server cannot be reached within seconds, or bullmq or its driver is not installed. No message
 *   has the password.
 */
export async function withQueue<T>(url: string, work: (queue: Queue) => Promise<T>): Promise<T> {
  const address = queueAddress(url);
  const { bullmq, connection, factory } = await loadBackend(address, { patient: false });
  const queue = factory
    ? new bullmq.Queue(queueName, { connection }, factory)
    : new bullmq.Queue(queueName, { connection });
  let last: Error | undefined;
  queue.on("error", (error) => (last = error));
  try {
    await queue.waitUntilReady();
    return await work(queue as Queue);
  } catch (cause) {
    const why = last ?? (cause as Error);
    // oxlint-disable-next-line preserve-caught-error -- a driver's error may hold the password
    throw new Error(
      address.hide(`expected to use the queue at ${address.shown}, got ${why.message || why.name}`),
    );
  } finally {
    await queue.close().catch(() => {});
  }
}

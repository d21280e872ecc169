import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Listens on this machine alone (127.0.0.1).
 *
 * @param port - 0 takes any that is free.
 * @returns The port, and how to end: connections that are open are cut.
 * @throws {Error} If the port cannot be had.
 */
export async function listen(
  listener: RequestListener,
  port: number,
): Promise<{ port: number; close(): Promise<void> }> {
  const http = createServer(listener);
  http.listen(port, "127.0.0.1");
  await once(http, "listening");
  return {
    port: (http.address() as AddressInfo).port,
    async close() {
      const closed = once(http, "close");
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Server } from "./createServer.ts";

/** How long an answer may take to be read after the last one was given. */
const graceMs = 5000;

/** Where a server listens. */
export interface ListenOptions {
  /** Default 8000; 0 takes any that is free. */
  port?: number;
  /** Default 127.0.0.1: this machine alone. */
  host?: string;
}

/** A server that answers on a port. */
export interface Listening {
  /** `http://HOST:PORT`. */
  url: string;
  /** Takes no more connections, answers what was asked, and ends. */
  close(): Promise<void>;
}

/**
 * Puts a server on a port of this machine.
 *
 * @throws {Error} If the port cannot be had, as when another process has it.
 *
 * @example
 * const { url, close } = await listen(server, { port: 8000 });
 * process.once("SIGTERM", close);
 */
export async function listen(
  server: Server,
  { port = 8000, host = "127.0.0.1" }: ListenOptions = {},
): Promise<Listening> {
  const http = createAdaptorServer({ fetch: server.app.fetch }) as HttpServer;
  http.headersTimeout = 10_000;
  // Longer than clients and proxies keep an idle connection, so that none is closed while a request is on its way.
  http.keepAliveTimeout = 120_000;
  http.requestTimeout = 60_000;
  http.listen(port, host);
  await once(http, "listening");
  const { port: actual } = http.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}`,
    async close() {
      const closed = once(http, "close");
      http.close();
      await server.close();
      // Answers may still be on their way: their connections end once they are idle, or after a while.
      const idle = setInterval(() => http.closeIdleConnections(), 10);
      const late = setTimeout(() => http.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(late);
    },
  };
}

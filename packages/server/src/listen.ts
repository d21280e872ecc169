import { once } from "node:events";
import type { Server as HttpServer, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { createAdaptorServer } from "@hono/node-server";
import type { Server } from "./createServer.ts";

/** How long a connection may take to send its request after the server listens no more. */
const requestMs = 2000;
/** How long an answer may take to be read after the last one was given. */
const answerMs = 3000;

/** Where a server listens. */
export interface ListenOptions {
  /** Default 8000; 0 takes any that is free. */
  port?: number;
  /** Default 127.0.0.1: this machine alone. */
  host?: string;
  /**
   * How long the server goes on listening when it is closed, while it says that it is not ready. Connections take a
   * moment to be accepted, and a load balancer sends requests until it has asked for the readiness: give it a little
   * more than the time between two of its questions. Default 1000 ms.
   */
  graceMs?: number;
}

/** A server that answers on a port. */
export interface Listening {
  /** `http://HOST:PORT`. */
  url: string;
  /**
   * Says at `/v2/health/ready` that the server is not ready, takes connections for `graceMs` more, answers what was asked
   * on every connection that it took, and ends.
   */
  close(): Promise<void>;
}

/**
 * Puts a server on a port of this machine.
 *
 * @throws {Error} If the port or the address cannot be had, as when another process has it.
 *
 * @example
 * const { url, close } = await listen(server, { port: 8000 });
 * process.once("SIGTERM", close);
 */
export async function listen(
  server: Server,
  { port = 8000, host = "127.0.0.1", graceMs = 1000 }: ListenOptions = {},
): Promise<Listening> {
  const http = createAdaptorServer({ fetch: server.app.fetch }) as HttpServer;
  http.headersTimeout = 10_000;
  // Longer than clients and proxies keep an idle connection, so that none is closed while a request is on its way.
  http.keepAliveTimeout = 120_000;
  http.requestTimeout = 60_000;
  try {
    http.listen(port, host);
    await once(http, "listening");
  } catch (cause) {
    throw new Error(
      `listen: expected to listen on ${host}, port ${port}, got ${(cause as Error).message}; choose another port or address`,
      { cause },
    );
  }
  const { port: actual } = http.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}`,
    async close() {
      server.retire();
      // Clients make new connections from now on, and find another server.
      http.prependListener("request", (_, answer: ServerResponse) => {
        answer.shouldKeepAlive = false;
      });
      await sleep(graceMs);
      await allAccepted(http);
      const closed = once(http, "close");
      http.close();
      const idle = setInterval(() => http.closeIdleConnections(), 10);
      await Promise.race([closed, sleep(requestMs, undefined, { ref: false })]);
      await server.close();
      const late = setTimeout(() => http.closeAllConnections(), answerMs);
      await closed;
      clearInterval(idle);
      clearTimeout(late);
    },
  };
}

/**
 * Resolves when no connection waits to be accepted: the kernel would reset it when the server stops listening. A turn
 * of the event loop accepts one. Under an unending stream of connections it gives up after a second.
 */
async function allAccepted(http: HttpServer): Promise<void> {
  const end = performance.now() + 1000;
  let came = true;
  const note = () => (came = true);
  http.on("connection", note);
  while (came && performance.now() < end) {
    came = false;
    await turn();
    await turn();
  }
  http.off("connection", note);
}

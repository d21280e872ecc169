import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** A way to a server that can be cut. */
export interface Proxy {
  url: string;
  /** Drops every connection, and takes none for some time. */
  cut(ms: number): Promise<void>;
  stop(): Promise<void>;
}

/** Stands between a server of this machine and those that use it. */
export async function startProxy(url: string): Promise<Proxy> {
  const target = new URL(url);
  const open = new Set<Socket>();
  let away = false;
  const server = createServer((client) => {
    if (away) return void client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ]) {
      // prettier-ignore
      open.add(socket);
      socket
        .on("error", () => {})
        .on("close", () => {
          open.delete(socket);
          other.destroy();
        });
    }
    client.pipe(upstream).pipe(client);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const drop = () => open.forEach((socket) => socket.destroy());
  const own = new URL(url);
  own.port = String((server.address() as AddressInfo).port);
  return {
    url: own.href,
    async cut(ms) {
      away = true;
      drop();
      await new Promise((resolve) => void setTimeout(resolve, ms));
      away = false;
    },
    async stop() {
      server.close();
      drop();
      await once(server, "close");
    },
  };
}

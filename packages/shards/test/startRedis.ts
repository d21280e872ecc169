import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./freePort.ts";
import { password } from "./startPostgres.ts";
import type { Server } from "./startPostgres.ts";

/** Starts a Redis or Valkey on a port of this machine alone; `null` where none is installed. */
export async function startRedis(): Promise<Server | null> {
  for (const program of ["redis-server", "valkey-server"]) {
    const server = await start(program);
    if (server) return server;
  }
  return null;
}

async function start(program: string): Promise<Server | null> {
  const folder = await mkdtemp(join(tmpdir(), "flawlens-redis-"));
  const port = await freePort();
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder, "--requirepass", password, "--maxmemory-policy", "noeviction"]; // prettier-ignore
  const child = spawn(program, options, { stdio: ["ignore", "pipe", "ignore"] });
  const closed = once(child, "close").catch(() => {});
  const ready = await new Promise<boolean>((resolve) => {
    child.on("error", () => resolve(false));
    child.on("close", () => resolve(false));
    child.stdout.on("data", (text: Buffer) => /ready to accept/i.test(text.toString()) && resolve(true)); // prettier-ignore
  });
  const stop = async () => {
    child.kill("SIGKILL");
    await closed;
    await rm(folder, { recursive: true, force: true });
  };
  if (!ready) {
    await stop();
    return null;
  }
  return { url: `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`, stop };
}

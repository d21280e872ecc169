// A registry of npm packages on this machine: verdaccio, which keeps what is published to it in a folder and asks the
// usual registry for everything else.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { npm } from "../npm.mjs";

const verdaccio = "6.0.5"; // the newest that runs on Node 20

/** Starts a registry that keeps its files in a folder, with one user: `{ url, token, storage, stop }`. */
export async function startRegistry(folder) {
  const storage = join(folder, "storage");
  mkdirSync(storage, { recursive: true });
  // It asks for node-fetch by a tag, which not every mirror of the registry has.
  const needs = { dependencies: { verdaccio }, overrides: { "node-fetch": "^2.7.0" } };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, ...needs }));
  execFileSync(...npm("install", "--no-audit", "--no-fund"), {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const upstream = execFileSync(...npm("config", "get", "registry"))
    .toString()
    .trim();
  const config = join(folder, "config.json"); // YAML holds JSON
  writeFileSync(
    config,
    JSON.stringify({
      storage,
      auth: { htpasswd: { file: join(folder, "htpasswd") } },
      uplinks: { upstream: { url: upstream, timeout: "60s", maxage: "1h" } },
      packages: {
        "@flawlens/*": { access: "$all", publish: "$authenticated" },
        "**": { access: "$all", proxy: "upstream" },
      },
      server: { keepAliveTimeout: 60 },
      max_body_size: "100mb",
      log: { type: "file", path: join(folder, "log.txt"), level: "warn" },
    }),
  );
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const bin = join(folder, "node_modules/verdaccio/bin/verdaccio");
  const server = spawn(process.execPath, [bin, "--config", config, "--listen", url], { stdio: "ignore" }); // prettier-ignore
  await answers(`${url}/-/ping`, server, () => readFileSync(join(folder, "log.txt"), "utf8"));
  const body = JSON.stringify({ name: "release", password: "not-a-secret" });
  const headers = { "content-type": "application/json" };
  const user = await fetch(`${url}/-/user/org.couchdb.user:release`, { method: "PUT", headers, body }); // prettier-ignore
  const { token } = await user.json();
  return { url, token, storage, stop: () => server.kill() };
}

async function answers(url, server, log) {
  for (let i = 0; i < 600 && server.exitCode === null; i++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the registry did not start within a minute:\n${log()}`);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

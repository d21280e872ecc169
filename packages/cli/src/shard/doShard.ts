import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Shard } from "@flawlens/datasets";
import { fileHash } from "@flawlens/files";
import { makeOutFolder } from "../run/makeOutFolder.ts";
import { writeRunFile } from "../run/writeRunFile.ts";
import { readShard, shardName, shardNamed, shardsIn } from "./shardFiles.ts";
import { otherWork, sealName, type ShardImages, type ShardSeal, type ShardWork } from "./shardSeal.ts"; // prettier-ignore

/** A shard to be done. */
export interface ShardTask extends ShardWork, ShardImages {
  shard: Shard;
  /** The folder of the result, of which this shard's is a part. */
  out: string;
  /** Whether a shard of the same work and images serves, such as one that kept what is asked for; default each. */
  serves?: (seal: ShardSeal) => boolean;
  /** Does the work: writes files into a folder. */
  work: (folder: string) => Promise<ShardProduct>;
}

/** What came of a shard. */
export interface ShardProduct {
  /** Names of the files that were written. */
  files: readonly string[];
  /** Images that could not be read. */
  unread?: number;
}

/** What was done. `again`: the shard had been done with other images, or was damaged. */
export type ShardOutcome = { seal: ShardSeal; did: "first" | "again" | "nothing" };

/**
 * Does a shard, unless it is done. Its files are written into a folder aside, which is renamed when all are whole: a kill at
 * any moment leaves the shard done or not done. Doing it again gives the same files; a shard that was done with other
 * images, or that is damaged, is replaced. Several processes may do the same shard at once, on one machine or several:
 * one of them gets there first, and the others' work is thrown away.
 *
 * What a killed process leaves is taken away the next time that shard is done on the same machine, and by `flawlens merge`.
 *
 * @throws {Error} If the shard was done with another detector or other options, or another number of shards.
 */
export async function doShard(task: ShardTask): Promise<ShardOutcome> {
  const { shard, out, work } = task;
  const parent = shardsIn(out);
  await makeOutFolder(parent);
  await refuseOtherCount(parent, shard, out);
  const folder = join(parent, shardName(shard));
  const before = await standing(folder, task);
  if (before !== "absent" && before !== "unfit") return { seal: before, did: "nothing" };
  await removeLeftovers(parent, shard);

  const aside = join(parent, `${asidePrefix(shard)}${hostname()}.${process.pid}.${token()}`);
  await mkdir(aside);
  try {
    const start = performance.now();
    const { files, unread = 0 } = await work(aside);
    const seal = await sealOf(task, aside, files, unread, (performance.now() - start) / 1000);
    await writeRunFile(join(aside, sealName), `${JSON.stringify(seal, null, 1)}\n`);
    if (await put(aside, folder, task))
      return { seal, did: before === "absent" ? "first" : "again" };
    return { seal: await readShard(folder, shard), did: "nothing" };
  } catch (error) {
    // A merge takes folders away where their shard has been done by another process meanwhile.
    const seal = existsSync(aside) ? "absent" : await standing(folder, task);
    if (typeof seal !== "object") throw error;
    return { seal, did: "nothing" };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Takes away what killed processes have left of any shard, on any machine: for when all shards are done. */
export async function removeAllLeftovers(out: string): Promise<void> {
  for (const name of await readdir(shardsIn(out)))
    if (/^\.\d+-of-\d+\./.test(name))
      await rm(join(shardsIn(out), name), { recursive: true, force: true });
}

const asidePrefix = (shard: Shard) => `.${shardName(shard)}.`;
const token = () => randomBytes(6).toString("hex");

async function refuseOtherCount(parent: string, { of }: Shard, out: string): Promise<void> {
  const other = (await readdir(parent)).map(shardNamed).find((there) => there && there.of !== of);
  if (other)
    throw new Error(
      `expected shards of ${of} in ${parent}, got one of ${other.of}; give --shard i/${other.of}, or another --out than ${out}`,
    );
}

/** The seal of a shard that is done and serves; "unfit" where one is there that does not. */
async function standing(folder: string, task: ShardTask): Promise<ShardSeal | "absent" | "unfit"> {
  if (!existsSync(folder)) return "absent";
  const seal = await readShard(folder, task.shard).catch(() => null);
  if (!seal) return "unfit";
  const other = otherWork(seal, task);
  if (other !== null)
    throw new Error(
      `expected ${folder} to be done with this detector and these options, or not at all, got a shard ${other}; ` +
        `choose another --out, or remove ${folder}`,
    );
  return seal.data === task.data && (task.serves?.(seal) ?? true) ? seal : "unfit";
}

async function sealOf(
  { command, detector, options, versions, shard, data, images }: ShardTask,
  aside: string,
  names: readonly string[],
  unread: number,
  seconds: number,
): Promise<ShardSeal> {
  const files: ShardSeal["files"] = {};
  for (const name of names) {
    const file = join(aside, name);
    files[name] = { bytes: (await stat(file)).size, sha256: await fileHash(file) };
  }
  const what = { command, detector, options, versions, shard, data, images };
  return { format: 1, ...what, unread, seconds, files };
}

/** Puts the folder in its place; false where another process has put its own there meanwhile. */
async function put(aside: string, folder: string, task: ShardTask): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(aside, folder);
      return true;
    } catch (error) {
      const taken = ["ENOTEMPTY", "EEXIST", "EPERM"].includes(
        (error as NodeJS.ErrnoException).code ?? "",
      );
      if (!taken || attempt === 5) throw error;
    }
    if (typeof (await standing(folder, task)) === "object") return false;
    const old = join(shardsIn(task.out), `${asidePrefix(task.shard)}old.${token()}`);
    await rename(folder, old).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    await rm(old, { recursive: true, force: true });
  }
}

/** Takes away what processes of this machine that have ended left of a shard. */
async function removeLeftovers(parent: string, shard: Shard): Promise<void> {
  const own = `${asidePrefix(shard)}${hostname()}.`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(own)) continue;
    const pid = Number(name.slice(own.length).split(".")[0]);
    if (!isRunning(pid)) await rm(join(parent, name), { recursive: true, force: true });
  }
}

/** Whether another process of that number is there. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0); // sends nothing
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // another user's
  }
}

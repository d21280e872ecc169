// A million images in a thousand shards on 1 to 16 workers, by a real queue (Redis) and a detector that only takes time:
//   npm run scale -- [how many times faster than the real one, default 50] [numbers of workers, default 1,2,4,8,16]
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { queueStatus } from "../src/queue/queueStatus.ts";
import { submitJobs } from "../src/queue/submitJobs.ts";
import { jobOf } from "../test/jobs.ts";
import { startRedis } from "../test/startRedis.ts";
import { seeded } from "../../metrics/test/seeded.ts";

const [images, shards] = [1_000_000, 1000];
const faster = Number(process.argv[2] ?? 50);
const numbers = (process.argv[3] ?? "1,2,4,8,16").split(",").map(Number);
/** Mean of MH-PatchCore `light` on two cores, an image after the other (docs/choose-a-method.md). */
const msPerImage = 13.4;
/**
 * How long single images took in 160 predictions of that detector on two cores that had other work, against the median,
 * by the fraction of them that took no longer.
 */
const measured = [[0, 0.7], [0.05, 0.73], [0.25, 0.86], [0.5, 1], [0.75, 1.36], [0.9, 3.2], [0.95, 5.1], [0.99, 10.3], [1, 12]]; // prettier-ignore
const takeOverMs = 3000;

/** How long an image takes against the median, by a fraction that was drawn. */
function drawn(fraction: number): number {
  const at = measured.findIndex(([upTo]) => fraction <= upTo);
  const [[from, low], [to, high]] = [measured[Math.max(0, at - 1)], measured[at]];
  return low + ((fraction - from) / (to - from || 1)) * (high - low);
}

/** Milliseconds of each shard: images fall into shards by hash, and each takes its own time. */
function shardTimes(): number[] {
  const random = seeded(1);
  const times = Array.from({ length: shards }, () => 0);
  for (let i = 0; i < images; i++) times[Math.floor(random() * shards)] += drawn(random());
  const scale = (msPerImage * images) / times.reduce((sum, time) => sum + time, 0);
  return times.map((time) => scale * time);
}

const times = shardTimes();
const total = times.reduce((sum, ms) => sum + ms, 0);
console.log(`${shards} shards of ${Math.round(Math.min(...times) / 1000)} to ${Math.round(Math.max(...times) / 1000)} s, together ${(total / 3.6e6).toFixed(2)} hours; here ${faster} times faster`); // prettier-ignore

/** Does all shards with so many workers, one of which may be lost after some of them. */
async function run(workers: number, { lost = false } = {}) {
  const server = await startRedis();
  if (!server) throw new Error("expected Redis or Valkey to be installed");
  const root = await mkdtemp(join(tmpdir(), "flawlens-scale-"));
  const jobs = times.map((ms, i) => jobOf(`shard-${i}`, ["evaluate", String(ms / faster), "--out", "./out", "--shard", `${i + 1}/${shards}`])); // prettier-ignore
  const children: ChildProcess[] = [];
  try {
    const empty = await memoryOf(server.url);
    const begun = performance.now();
    await submitJobs(server.url, jobs, { sweep: "." });
    const submitted = performance.now() - begun;
    const full = (await memoryOf(server.url)) - empty;
    for (let i = 0; i < workers; i++) {
      const args = ["--conditions=@flawlens/source", "--import=tsx", "sleeper.ts", server.url, root, String(takeOverMs)]; // prettier-ignore
      const child = spawn(process.execPath, args, { cwd: join(import.meta.dirname, "../test"), stdio: ["pipe", "pipe", "inherit"] }); // prettier-ignore
      children.push(child);
      await once(child.stdout, "data"); // it is ready
    }
    const start = performance.now();
    for (const child of children) child.stdin?.write("go");
    for (let done = 0; done < shards;) {
      await pause(200);
      ({ done } = await queueStatus(server.url));
      if (lost && done > 0.3 * shards) {
        children[0].kill("SIGKILL");
        lost = false;
      }
    }
    const seconds = (performance.now() - start) / 1000;
    const after = (await memoryOf(server.url)) - empty;
    return { seconds, submitted, full, after };
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await server.stop();
    await rm(root, { recursive: true, force: true });
  }
}

async function memoryOf(url: string): Promise<number> {
  const { Redis } = createRequire(import.meta.url)("ioredis") as { Redis: new (url: string) => { info(section: string): Promise<string>; disconnect(): void } }; // prettier-ignore
  const client = new Redis(url);
  const [, bytes] = /used_memory:(\d+)/.exec(await client.info("memory")) ?? [];
  client.disconnect();
  return Number(bytes);
}

for (const workers of numbers) {
  const ideal = total / 1000 / faster / workers;
  const { seconds, submitted, full, after } = await run(workers);
  const overhead = (1000 * (seconds - ideal) * workers) / shards;
  console.log(`${workers} workers: ${seconds.toFixed(1)} s, ideal ${ideal.toFixed(1)} s, efficiency ${((100 * ideal) / seconds).toFixed(1)} %, ${overhead.toFixed(1)} ms more a shard; submitted in ${submitted.toFixed(0)} ms; Redis ${(full / 1e6).toFixed(1)} MB waiting, ${(after / 1e6).toFixed(1)} MB done`); // prettier-ignore
}
const workers = Math.min(8, Math.max(...numbers));
const [ideal, { seconds }] = [total / 1000 / faster / workers, await run(workers, { lost: true })];
const least = 0.3 * ideal + (0.7 * ideal * workers) / (workers - 1);
console.log(`${workers} workers, one lost after 30 %: ${seconds.toFixed(1)} s, with ${workers - 1} from then on ${least.toFixed(1)} s`); // prettier-ignore

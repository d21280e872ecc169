// Everything that the test of the queues does with one server, in a process of its own: vitest's conditions of imports,
// which Node takes over, break pg. Prints what came of it as JSON.
//   queueTrial.ts URL KILLS
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Queue, createPostgresBackend } from "bullmq";
import type { JobEnd } from "../src/doJob.ts";
import { expectMemory } from "../src/expectMemory.ts";
import { queueStatus } from "../src/queue/queueStatus.ts";
import { runWorker } from "../src/queue/runWorker.ts";
import type { WorkerSettings } from "../src/queue/runWorker.ts";
import { submitJobs } from "../src/queue/submitJobs.ts";
import { jobOf } from "./jobs.ts";
import { proveQueue } from "./proveQueue.ts";

const [url, kills] = process.argv.slice(2);
const root = await mkdtemp(join(tmpdir(), "flawlens-trial-"));
await mkdir(join(root, "s"));
let state = 0.37;
const random = () => (state = (state * 997) % 1);
const done: JobEnd = { end: "done", already: false, seconds: 1, peakBytes: null };

/** A worker in this process until the queue has nothing more to do; answers for what it was told. */
async function work({ work: own, ...settings }: Partial<WorkerSettings> = {}): Promise<string[]> {
  const controller = new AbortController();
  const worked: string[] = [];
  const worker = runWorker(url, {
    root,
    concurrency: 2,
    limit: Infinity,
    expected: expectMemory(),
    check() {},
    signal: controller.signal,
    ...settings,
    async work(job, folder) {
      worked.push(job.id);
      return (await own?.(job, folder)) ?? done;
    },
  });
  for (let left = 1; left > 0;) {
    await new Promise((resolve) => void setTimeout(resolve, 300));
    const { waiting, delayed, active } = await queueStatus(url);
    left = waiting + delayed + active;
  }
  controller.abort();
  await worker;
  return worked.toSorted();
}

const proof = await proveQueue(url, { jobs: 40, workers: 2, kills: Number(kills), seconds: 0.05, takeOverMs: 1000, random }); // prettier-ignore

const jobs = [jobOf("back"), jobOf("bad")];
const again = { sweep: "s", attempts: 1 };
await submitJobs(url, jobs, again);
let tries = 0;
const first = await work({
  async work({ id }) {
    if (id === "bad") return { end: "failed", error: "no" };
    return tries++ === 0 ? { end: "interrupted" } : done;
  },
});
const kept = await submitJobs(url, jobs, again);
const retried = await submitJobs(url, jobs, { ...again, retry: true });
const second = await work();

const redis = url.startsWith("redis");
const connection = redis ? { url } : { connectionString: url, migrate: true };
const queue = redis ? new Queue("flawlens", { connection }) : new Queue("flawlens", { connection }, createPostgresBackend); // prettier-ignore
const options = (jobId: string) => ({ jobId, attempts: 3 });
await queue.add("x", { rm: "-rf" }, options("no-job"));
await queue.add("x", { sweep: "../../etc", job: jobOf("outside") }, options("outside"));
await queue.add("x", { sweep: "s", job: jobOf("refused") }, options("refused"));
await queue.close();
const refused = await work({
  check({ id }) {
    if (id === "refused") throw new RangeError("expected a job of ours");
  },
});
const { failures } = await queueStatus(url);

const messageOf = (address: string) => queueStatus(address).then(() => "", (error: Error) => error.message); // prettier-ignore
const wrong = new URL(url);
wrong.password = "hush";
const away = new URL(wrong);
away.port = "1";
const errors = { wrong: await messageOf(wrong.href), away: await messageOf(away.href) };

await rm(root, { recursive: true });
console.log(JSON.stringify({ proof, first, kept, retried, second, refused, failures, errors }));
process.exit(0);

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runPool } from "../src/runPool.ts";
import { expectMemory } from "../src/expectMemory.ts";
import { queueStatus } from "../src/queue/queueStatus.ts";
import type { QueueStatus } from "../src/queue/queueStatus.ts";
import { submitJobs } from "../src/queue/submitJobs.ts";
import { writeSweep } from "../src/sweepFile.ts";
import { fakeWork } from "./fakeWork.ts";
import { jobOf } from "./jobs.ts";
import { startProxy } from "./startProxy.ts";

/** What is done to a queue. */
export interface Ordeal {
  jobs: number;
  workers: number;
  /** How often each worker is killed with -9, and begun again at once. */
  kills: number;
  /** Seconds that a job takes. */
  seconds: number;
  /** Milliseconds after which the job of a silent worker is taken over. */
  takeOverMs: number;
  random: () => number;
}

/** What came of it. */
export interface Outcome {
  /** New jobs of the first and of the second time that they were put in, and at the end. */
  added: number[];
  /** The content of each result by the job's id, of the queue's workers and of one machine's pool. */
  results: Record<string, string>;
  alone: Record<string, string>;
  /** How often jobs ran, those included whose worker was killed. */
  ran: number;
  status: QueueStatus;
  /** What workers said of trouble. */
  said: string;
  seconds: number;
}

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

/**
 * Puts jobs and two poisoned ones into a queue twice, does them with workers that are killed at random moments, one of
 * which is also stopped for longer than it takes to be taken over, and cuts every connection in the middle.
 */
export async function proveQueue(
  url: string,
  { jobs: count, workers, kills, seconds, takeOverMs, random }: Ordeal,
): Promise<Outcome> {
  const root = await mkdtemp(join(tmpdir(), "flawlens-queue-"));
  const folder = join(root, "sweep");
  const jobs = Array.from({ length: count }, (_, i) => jobOf(`job-${i}`));
  const all = [jobOf("poison-1"), ...jobs, jobOf("poison-2")];
  await writeSweep({ folder, root, jobs: all });
  const submit = () => submitJobs(url, all, { sweep: "sweep", pause: 200 });
  const added = [(await submit()).added, (await submit()).added];
  const proxy = await startProxy(url);
  const begun = performance.now();
  const children: ChildProcess[] = [];
  let said = "";
  const begin = (at: number): void => {
    const file = join(import.meta.dirname, "worker.ts");
    const args = [proxy.url, root, "2", String(takeOverMs), String(seconds)];
    const flags = ["--conditions=@flawlens/source", "--import=tsx"];
    const child = spawn(process.execPath, [...flags, file, ...args], { cwd: import.meta.dirname, stdio: ["ignore", "ignore", "pipe"] }); // prettier-ignore
    child.stderr.on("data", (text: Buffer) => (said += text.toString()));
    children[at] = child;
  };
  try {
    for (let at = 0; at < workers; at++) begin(at);
    const doneJobs = async () => (await readdir(join(folder, "jobs")).catch(() => [])).filter((name) => name.endsWith(".done.json")).length; // prettier-ignore
    // Every event comes when so many jobs are done, wherever the workers are then.
    const events = Array.from({ length: workers * kills }, (_, i) => ({
      when: Math.floor(count * 0.9 * random()),
      act: async () => {
        children[i % workers].kill("SIGKILL");
        begin(i % workers);
      },
    }));
    events.push({ when: Math.floor(count * 0.3), act: () => proxy.cut(1000) });
    events.push({ when: Math.floor(count * 0.5), act: () => stall(children[0], takeOverMs) });
    const acts: Promise<void>[] = [];
    let status = await queueStatus(url);
    const limit = performance.now() + 600_000;
    while (status.done + status.failed < all.length) {
      const done = await doneJobs();
      for (const event of events.filter(({ when }) => done >= when)) {
        events.splice(events.indexOf(event), 1);
        acts.push(pause(500 * random()).then(event.act));
      }
      if (performance.now() > limit) throw new Error(`expected an end, got ${JSON.stringify(status)}`); // prettier-ignore
      await pause(done === count ? 300 : 50);
      if (done === count) status = await queueStatus(url);
    }
    const took = (performance.now() - begun) / 1000;
    await Promise.all(acts);
    added.push((await submit()).added);
    return {
      added,
      results: await resultsIn(root),
      alone: await doneAlone(jobs, seconds),
      ran: (await readFile(join(root, "ran.log"), "utf8")).trim().split("\n").length,
      status,
      said,
      seconds: took,
    };
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await proxy.stop();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function stall(child: ChildProcess, takeOverMs: number): Promise<void> {
  child.kill("SIGSTOP");
  await pause(2.5 * takeOverMs);
  child.kill("SIGCONT");
}

/** The same jobs by a pool, without a queue. */
async function doneAlone(
  jobs: ReturnType<typeof jobOf>[],
  seconds: number,
): Promise<Record<string, string>> {
  const root = await mkdtemp(join(tmpdir(), "flawlens-alone-"));
  await mkdir(join(root, "sweep"));
  const work = (job: (typeof jobs)[number]) => fakeWork(job, { folder: join(root, "sweep"), root, seconds: Math.min(seconds, 0.01) }); // prettier-ignore
  await runPool(jobs, { most: 8, limit: Infinity, expected: expectMemory(), work });
  const results = await resultsIn(root);
  await rm(root, { recursive: true, force: true });
  return results;
}

async function resultsIn(root: string): Promise<Record<string, string>> {
  const results: Record<string, string> = {};
  for (const name of (await readdir(join(root, "results"))).toSorted())
    if (/^job-\d+$/.test(name)) results[name] = await readFile(join(root, "results", name), "utf8"); // those aside are of killed jobs
  return results;
}

// A process that tries inputs of one target, so that a crash in native code, a hang or a lack of memory ends it and not
// the command: see main.ts.
import { mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { randomOf, type FuzzTarget } from "../../packages/files/test/fuzz/fuzzTarget.ts";
import { type Answer, type Counts, type Job, memoryFile, progressFile } from "./job.ts";
import { targets } from "./targets.ts";

const mostTries = 300;

process.on("message", (job: Job) => void run(job).then(() => process.disconnect()));

async function run({ target: name, cases, makeOnly, folder }: Job): Promise<void> {
  const target: FuzzTarget = await targets[name]();
  const work = join(folder, "work");
  mkdirSync(work, { recursive: true });
  const limit = target.memoryMiB * 2 ** 20;
  const watch = new URL("./watchMemory.mjs", import.meta.url);
  new Worker(watch, { workerData: { limit, file: join(folder, memoryFile) } }).unref();
  if ("input" in cases) return tell(await outcomeOf(target, cases.input, work, 0));

  const progress = openSync(join(folder, progressFile), "w");
  const counts: Counts = { cases: 0, outcomes: {}, slowestMs: 0, slowest: cases.from, peakMiB: 0 };
  const end = performance.now() + 1000 * cases.seconds;
  let told = performance.now();
  for (let index = cases.from; counts.cases === 0 || performance.now() < end; index++) {
    writeSync(progress, `${index}\n`, 0); // before anything can end the process
    const input = await target.make(randomOf(cases.seed, name, index));
    if (makeOnly) return tell({ kind: "input", input });
    const start = performance.now();
    const answer = await outcomeOf(target, input, work, index);
    const took = performance.now() - start;
    counts.cases++;
    if (answer.kind === "fault") await tell({ ...answer, input: await smallest(target, input, work) });
    else for (const [outcome, n] of Object.entries(answer.counts.outcomes)) counts.outcomes[outcome] = (counts.outcomes[outcome] ?? 0) + n; // prettier-ignore
    if (took > counts.slowestMs) Object.assign(counts, { slowestMs: took, slowest: index });
    counts.peakMiB = process.resourceUsage().maxRSS / 1024;
    if (performance.now() - told < 1000) continue;
    told = performance.now();
    await tell({ kind: "counts", counts, ended: false });
  }
  await tell({ kind: "counts", counts, ended: true });
}

async function outcomeOf(
  target: FuzzTarget,
  input: unknown,
  folder: string,
  index: number,
): Promise<Extract<Answer, { kind: "fault" | "counts" }>> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  try {
    const outcome = await target.check(input, folder);
    return { kind: "counts", ended: true, counts: { cases: 1, outcomes: { [outcome]: 1 }, slowestMs: 0, slowest: index, peakMiB: 0 } }; // prettier-ignore
  } catch (error) {
    const message =
      error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error);
    return { kind: "fault", index, message, input };
  }
}

/** The smallest input that still goes wrong, as far as one change after the other finds it. */
async function smallest(target: FuzzTarget, input: unknown, folder: string): Promise<unknown> {
  let best = input;
  for (let tries = 0, found = true; found && tries < mostTries;) {
    found = false;
    for (const smaller of target.smaller?.(best) ?? []) {
      if (++tries > mostTries) break;
      if ((await outcomeOf(target, smaller, folder, 0)).kind !== "fault") continue;
      best = smaller;
      found = true;
      break;
    }
  }
  return best;
}

function tell(answer: Answer): Promise<void> {
  return new Promise((resolve) => void process.send!(answer, () => resolve()));
}

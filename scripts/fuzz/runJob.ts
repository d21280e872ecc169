import { fork } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Answer, type Counts, type Job, memoryFile, progressFile } from "./job.ts";

/** An input that went wrong, and how. */
export interface Fault {
  index: number;
  message: string;
  input: unknown;
}

/** How a process fared. */
export interface JobResult {
  counts: Counts;
  /** Why it ended before its time, or null. */
  died: string | null;
  /** The case that it was at. */
  stoppedAt: number;
  /** What it made, where it was asked for that. */
  input?: unknown;
}

/** Seconds for one case, after which it hangs, and for the first one, before which all is loaded; a shared machine may stand still for a few. */
const patience = { usual: 30, first: 150 };

/** Runs a job in a process of its own. `onFault` is told each fault, and says whether to go on. */
export function runJob(
  job: Job,
  { onFault = () => true }: { onFault?: (fault: Fault) => boolean },
): Promise<JobResult> {
  const [progress, memory] = [progressFile, memoryFile].map((name) => join(job.folder, name));
  for (const file of [progress, memory]) rmSync(file, { force: true });
  const child = fork(new URL("./child.ts", import.meta.url), {
    execArgv: ["--import", "tsx", "--max-old-space-size=600"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let said = "";
  for (const stream of [child.stdout!, child.stderr!])
    stream.on("data", (part) => (said = (said + String(part)).slice(-2000)));
  const result: JobResult = {
    counts: { cases: 0, outcomes: {}, slowestMs: 0, slowest: 0, peakMiB: 0 },
    died: null,
    stoppedAt: 0,
  };
  let [done, hangs, stopped] = [false, false, false];
  child.on("message", (answer: Answer) => {
    if (answer.kind === "fault") {
      done ||= "input" in job.cases;
      stopped = !onFault(answer);
      if (stopped) child.kill("SIGKILL");
    } else if (answer.kind === "input") [done, result.input] = [true, answer.input];
    else [done, result.counts] = [answer.ended, answer.counts];
  });
  const at = (): number => Number(existsSync(progress) ? readFileSync(progress, "utf8").split("\n", 1)[0] : 0); // prettier-ignore
  let [last, since] = [-1, performance.now()];
  const clock = setInterval(() => {
    if (at() !== last) [last, since] = [at(), performance.now()];
    const first = last <= ("from" in job.cases ? job.cases.from : 0);
    if (performance.now() - since < 1000 * (first ? patience.first : patience.usual)) return;
    hangs = true;
    child.kill("SIGKILL");
  }, 500);
  child.send(job);
  return new Promise((resolve) => {
    child.once("close", (code, signal) => {
      clearInterval(clock);
      result.stoppedAt = at();
      if (!done && !stopped) result.died = whyOf({ hangs, memory, code, signal, said });
      resolve(result);
    });
  });
}

interface End {
  hangs: boolean;
  memory: string;
  code: number | null;
  signal: string | null;
  said: string;
}

function whyOf({ hangs, memory, code, signal, said }: End): string {
  if (hangs) return `hangs: no answer within ${patience.usual} s`;
  if (existsSync(memory))
    return `takes too much memory: the process held ${readFileSync(memory, "utf8")} MiB`;
  return `the process crashed (${signal ?? `exit code ${code}`})\n${said}`;
}

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { parentVariable } from "./endWithParent.ts";
import type { Job } from "./job.ts";
import { markDone, markFailed, readJobState } from "./jobState.ts";
import type { JobCost } from "./jobState.ts";
import { watchPeak } from "./watchPeak.ts";

/** The process that does a job. */
export interface JobCommand {
  file: string;
  args: readonly string[];
  /** Variables beside those of this process. */
  env?: Record<string, string>;
}

/** How and where a job is done. */
export interface Doing {
  /** The folder of the sweep, which keeps what is done. */
  folder: string;
  /** The folder that the process runs in, where the paths of the job begin. */
  root: string;
  /** The process that does a job; it must end with 0 only when all results are written. */
  command(job: Job): JobCommand;
  signal?: AbortSignal;
}

/** How a job ended. `already` says that it had been done before. */
export type JobEnd =
  | ({ end: "done"; already: boolean } & JobCost)
  | { end: "failed"; error: string }
  | { end: "interrupted" };

/** Milliseconds that an interrupted process has to end in an orderly way. */
const grace = 10_000;
/** Characters of standard error that are kept. */
const kept = 4_000;

/**
 * Does a job in a process of its own, unless it is done, and marks it as done or keeps the last lines of its error.
 * Both a local pool and a queue's worker do jobs by this function. When the signal aborts, the process gets SIGINT and
 * ten seconds later SIGKILL. The process ends with this one, also when this one is killed: see `endWithParent`.
 *
 * @returns How it ended; a job that fails is no exception.
 * @throws {Error} If the marks cannot be written.
 */
export async function doJob(job: Job, { folder, root, command, signal }: Doing): Promise<JobEnd> {
  const known = await readJobState(folder, job);
  if (known.state === "done")
    return { end: "done", already: true, seconds: known.seconds, peakBytes: known.peakBytes };
  if (signal?.aborted) return { end: "interrupted" };
  const begun = performance.now();
  const ran = await runProcess(command(job), root, signal);
  if (ran.code === 0) {
    const cost = { seconds: (performance.now() - begun) / 1000, peakBytes: ran.peakBytes };
    await markDone(folder, job, cost);
    return { end: "done", already: false, ...cost };
  }
  if (signal?.aborted) return { end: "interrupted" };
  const error = `${ran.reason}${ran.said && `\n${ran.said}`}`;
  await markFailed(folder, job, error);
  return { end: "failed", error };
}

interface Ran {
  code: number | null;
  /** Why it did not end with 0. */
  reason: string;
  /** The last lines of its standard error. */
  said: string;
  peakBytes: number | null;
}

function runProcess(
  { file, args, env }: JobCommand,
  root: string,
  signal?: AbortSignal,
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: root,
      env: { ...process.env, ...env, [parentVariable]: "1" },
      // Standard input says that this process is there; nothing is ever written to it.
      stdio: ["pipe", "ignore", "pipe"],
      // Ctrl-C reaches this process alone, which then ends its jobs in their order.
      detached: process.platform !== "win32",
    });
    child.stdin?.on("error", () => {});
    const peak = watchPeak(child.pid);
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-kept);
    });
    const stopEnding = endOn(signal, child);
    const ended = (code: number | null, reason: string): void => {
      stopEnding();
      resolve({ code, reason, said: lastLines(said), peakBytes: peak() });
    };
    child.on("error", (error) => ended(null, `could not be started: ${error.message}`));
    child.on("close", (code, killed) => ended(code, reasonOf(code, killed)));
  });
}

function reasonOf(code: number | null, killed: NodeJS.Signals | null): string {
  if (killed === null) return `ended with exit code ${code}`;
  const memory = killed === "SIGKILL" ? ", as happens when memory runs out" : "";
  return `was ended by ${killed}${memory}`;
}

function endOn(signal: AbortSignal | undefined, child: ChildProcess): () => void {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    child.kill("SIGINT");
    timer = setTimeout(() => child.kill("SIGKILL"), grace);
  };
  signal?.addEventListener("abort", end, { once: true });
  return () => {
    signal?.removeEventListener("abort", end);
    clearTimeout(timer);
  };
}

/** The end of what a process said, without what only a terminal shows. */
function lastLines(text: string): string {
  const plain = stripVTControlCharacters(text).replaceAll(/[^\n]*\r/g, "");
  return plain.trim().split("\n").slice(-8).join("\n");
}

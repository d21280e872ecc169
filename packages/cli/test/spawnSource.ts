import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A process that runs a file of this package as it is in the repository, without a build. */
export interface Spawned {
  child: ChildProcess;
  /** What it has written so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves when it has written this to standard output. */
  said(text: string): Promise<void>;
  /** Its exit code and the signal that ended it. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** The arguments of `node` that run a file of the sources. */
export const fromSource = (file: string, ...args: string[]): string[] => [
  "--conditions=@flawlens/source",
  "--import=tsx",
  join(import.meta.dirname, "..", file),
  ...args,
];

/** Starts it; it is killed when the test ends. */
export function spawnSource(
  file: string,
  args: readonly string[] = [],
  { stdio = "pipe", env = {} }: { stdio?: StdioOptions; env?: NodeJS.ProcessEnv } = {},
): Spawned {
  const child = spawn(process.execPath, fromSource(file, ...args), {
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, FLAWLENS_DEBUG: "", ...env },
    stdio,
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal }));
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    async said(text) {
      while (!stdout.includes(text)) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`expected "${text}", got the end of the process:\n${stdout}${stderr}`);
        await new Promise((resolve) => void setTimeout(resolve, 10));
      }
    },
  };
}

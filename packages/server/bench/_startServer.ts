import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";

/** A server in a process of its own. */
export interface Started {
  url: string;
  child: ChildProcess;
  /** Milliseconds from the start to the first address. */
  milliseconds: number;
  /** Errors that the server met and told nobody. */
  errors(): string;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | string | null>;
}

/** Starts `_serve.ts` with a detector under the name `parts`. */
export async function startServer(
  detector: string,
  options: { port?: number; queue?: number; batch?: number } = {},
): Promise<Started> {
  const start = performance.now();
  const script = join(import.meta.dirname, "_serve.ts");
  const settings = JSON.stringify(options);
  const child = spawn(
    process.execPath,
    ["--conditions=@flawlens/source", "--import=tsx", script, detector, settings],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let [out, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const ended = new Promise<number | string | null>((resolve) => {
    child.on("close", (code, signal) => resolve(signal ?? code));
  });
  while (!out.includes("\n")) {
    if (child.exitCode !== null) throw new Error(`expected a server, got its end: ${errors}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const milliseconds = performance.now() - start;
  return { url: out.trim(), child, milliseconds, errors: () => errors, ended };
}

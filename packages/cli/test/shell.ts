import { spawn } from "node:child_process";
import { join } from "node:path";

/** What a command line of bash leaves behind. */
export interface ShellResult {
  stdout: string;
  stderr: string;
}

/** Runs a command line in this package's folder; `$1`, `$2`, ... are the arguments. */
export function shell(script: string, ...args: string[]): Promise<ShellResult> {
  const env = { ...process.env, FLAWLENS_DEBUG: "" };
  const cwd = join(import.meta.dirname, "..");
  const child = spawn("bash", ["-c", script, "bash", ...args], { cwd, env });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", () => resolve({ stdout, stderr }));
  });
}

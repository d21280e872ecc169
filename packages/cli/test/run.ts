import { Readable } from "node:stream";
import { flawlens } from "../src/flawlens.ts";
import { recorder } from "./recorder.ts";

/** Runs a command line in this process, with nothing on standard input. */
export async function run(...args: string[]) {
  const [stdout, stderr] = [recorder(), recorder()];
  const code = await flawlens(args, { stdin: Readable.from([]), stdout, stderr });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

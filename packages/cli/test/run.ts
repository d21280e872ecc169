import { Readable } from "node:stream";
import { flawlens } from "../src/flawlens.ts";
import { recorder } from "./recorder.ts";

/** Runs a command line in this process; nothing is on standard input unless a stream comes first. */
export async function run(...args: [Readable, ...string[]] | string[]) {
  const [stdin, ...line] = args[0] instanceof Readable ? args : [Readable.from([]), ...args];
  const [stdout, stderr] = [recorder(), recorder()];
  const code = await flawlens(line as string[], { stdin: stdin as Readable, stdout, stderr });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

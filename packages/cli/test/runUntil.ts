import { Readable } from "node:stream";
import { flawlens } from "../src/flawlens.ts";
import { recorder } from "./recorder.ts";

/**
 * Runs a command line in this process as on a terminal, where each phase shows itself at its first step; when a text
 * is shown, does something once.
 */
export async function runUntil(shown: string, act: () => unknown, ...args: string[]) {
  const [stdout, stderr] = [recorder(), recorder({ isTTY: true, columns: 200 })];
  let done = false;
  const write = stderr._write.bind(stderr);
  stderr._write = (chunk, encoding, callback) => {
    write(chunk, encoding, callback);
    if (done || !String(chunk).includes(shown)) return;
    done = true;
    act();
  };
  const code = await flawlens(args, { stdin: Readable.from([]), stdout, stderr });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** What a terminal sends for Ctrl-C. */
export function pressCtrlC(): void {
  process.emit("SIGINT");
}

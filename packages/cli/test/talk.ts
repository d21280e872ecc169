// Writes lines to standard output until nobody reads them, then a file: node talk.ts FILE
import { writeFileSync } from "node:fs";
import { createTerminal } from "../src/terminal/terminal.ts";

const terminal = createTerminal(process);
let lines = 0;
while (!terminal.closed && lines < 100_000) {
  terminal.result(`line ${lines++} ${"x".repeat(80)}`);
  await terminal.drained();
  await new Promise(setImmediate); // where Node tells of a closed pipe
}
writeFileSync(process.argv[2], terminal.closed ? "closed" : "open");

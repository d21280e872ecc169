// A worker of a queue whose jobs sleep for as long as a detector would take: sleeper.ts URL ROOT TAKE_OVER_MS
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { expectMemory } from "../src/expectMemory.ts";
import { runWorker } from "../src/queue/runWorker.ts";
import "bullmq";

console.log("ready");
await once(process.stdin, "data"); // all begin together
process.stdin.destroy();
const [url, root, takeOverMs] = process.argv.slice(2);
await runWorker(url, {
  root,
  concurrency: 1,
  limit: Infinity,
  expected: expectMemory(),
  check() {},
  async work({ argv }) {
    const ms = Number(argv[1]);
    await pause(ms);
    return { end: "done", already: false, seconds: ms / 1000, peakBytes: null };
  },
  takeOverMs: Number(takeOverMs),
  signal: new AbortController().signal,
});

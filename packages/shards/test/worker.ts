// A worker of a queue as a process of its own, whose jobs cost next to nothing:
//   worker.ts URL ROOT CONCURRENCY TAKE_OVER_MS SECONDS
import { expectMemory } from "../src/expectMemory.ts";
import { runWorker } from "../src/queue/runWorker.ts";
import { fakeWork } from "./fakeWork.ts";

const [url, root, concurrency, takeOverMs, seconds] = process.argv.slice(2);
const controller = new AbortController();
process.on("SIGTERM", () => controller.abort());
const { signal } = controller;
await runWorker(url, {
  root,
  concurrency: Number(concurrency),
  limit: Infinity,
  expected: expectMemory(),
  check() {},
  work: (job, folder) => fakeWork(job, { folder, root, signal, seconds: Number(seconds) }),
  trouble: (message) => console.error(message),
  takeOverMs: Number(takeOverMs),
  signal,
});

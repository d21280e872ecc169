// A thread that ends its process when it holds more memory than it may: by itself, it may be busy allocating.
import { writeFileSync } from "node:fs";
import { workerData } from "node:worker_threads";

setInterval(() => {
  const held = process.memoryUsage.rss();
  if (held <= workerData.limit) return;
  writeFileSync(workerData.file, `${Math.round(held / 2 ** 20)}`);
  process.kill(process.pid, "SIGKILL");
}, 20);

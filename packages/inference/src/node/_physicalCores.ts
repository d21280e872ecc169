import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/**
 * Cores this process may use, counting hyper-threads of one core once: two threads on one
 * core slow dense arithmetic down. Linux says which logical processors share a core;
 * elsewhere 0, which leaves the same count to ONNX Runtime.
 */
export function physicalCores(): number {
  if (process.platform !== "linux") return 0;
  const cores = new Set<string>();
  try {
    for (let cpu = 0; ; cpu++)
      cores.add(
        readFileSync(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`, "utf8"),
      );
  } catch {
    // past the last processor, or a system that does not say
  }
  return Math.min(cores.size, availableParallelism());
}

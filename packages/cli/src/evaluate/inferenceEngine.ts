import { availableParallelism } from "node:os";
import { findRuntime } from "@flawlens/onnx/runtime";
import type { RunFacts } from "@flawlens/report";

/** What detector files are run on in this process, as results state it. */
export async function inferenceEngine(): Promise<RunFacts["engine"]> {
  const { providers } = await findRuntime();
  return { name: "onnxruntime", provider: providers[0], threads: availableParallelism() };
}

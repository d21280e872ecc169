import { OrtBackend } from "../backend.ts";
import type { PageOptions } from "./pageOptions.ts";
import type { StartedPage } from "./startPage.ts";

/** A backend on ONNX Runtime started in a page. */
export function pageBackend(page: StartedPage, options: PageOptions): OrtBackend {
  const { cachedGraphs = 64, pooledBytes = 2 ** 28, pendingOperations = 20_000 } = options;
  const { binding, chosen, threads, erfKeepsNaN } = page;
  const forCpu = chosen.provider === binding.processor;
  return new OrtBackend({
    binding,
    chosen,
    threads,
    cachedGraphs,
    pooledBytes,
    pendingOperations,
    lowering: () => ({
      forCpu,
      blockSize: 0, // WebAssembly has no blocked convolutions
      erfKeepsNaN: () => !forCpu || erfKeepsNaN,
      hasSign: chosen.provider !== "webgpu",
    }),
  });
}

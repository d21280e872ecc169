import { OrtBackend } from "../backend.ts";
import { oneOperator, TRIAL } from "../binding/oneOperator.ts";
import type { PageBinding } from "../binding/ortBinding.ts";
import type { PageOptions } from "./pageOptions.ts";
import { startPage } from "./pageBinding.ts";

/** The backend of a page, with ONNX Runtime started. */
export async function pageBackend(options: PageOptions): Promise<OrtBackend> {
  const { binding, chosen, threads } = await startPage(options);
  const forCpu = chosen.provider === binding.processor;
  const keepsNaN = !forCpu || (await erfKeepsNaN(binding));
  const { cachedGraphs = 64, pooledBytes = 2 ** 28, pendingOperations = 20_000 } = options;
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
      erfKeepsNaN: () => keepsNaN,
      hasSign: chosen.provider !== "webgpu",
    }),
  });
}

/** Whether the error function of NaN is NaN: before 1.27 it is 1. */
async function erfKeepsNaN(binding: PageBinding): Promise<boolean> {
  const session = await binding.compile(oneOperator("Erf", [1]), TRIAL);
  const y = new Float32Array(1);
  await session.run(
    { x: binding.tensor("float32", Float32Array.of(NaN), [1]) },
    { y: binding.tensor("float32", y, [1]) },
  );
  await session.release();
  return Number.isNaN(y[0]);
}

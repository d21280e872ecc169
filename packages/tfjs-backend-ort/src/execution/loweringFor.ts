import type { OrtBinding } from "../binding/ortBinding.ts";
import type { LoweringOptions } from "../graph/lowering.ts";
import { blockSize } from "./blockSize.ts";
import { erfKeepsNaN } from "./erfKeepsNaN.ts";

/** What graphs are written for that run on a provider by a binding: the processor has forms of its own. */
export function loweringFor(binding: OrtBinding, provider: string): LoweringOptions {
  const forCpu = provider === binding.processor;
  return {
    forCpu,
    blockSize: forCpu ? blockSize(binding) : 0,
    erfKeepsNaN: () => !forCpu || erfKeepsNaN(binding),
    hasSign: provider !== "webgpu",
  };
}

import type { Kernel } from "./kernel.ts";
import type { Value } from "./value.ts";

/** One call of a kernel, remembered instead of computed. */
export interface RecordedNode {
  kernel: Kernel;
  /** Names of the inputs, in order: kernels look their inputs up by name. */
  names: string[];
  inputs: Value[];
  outputs: Value[];
  attrs: object;
  /** Kernel, input names and attributes as text: what its part of the graph's key is made of. */
  signature: string;
  /** Scratch of the graph that is being keyed: its number there, or -1. */
  number: number;
}

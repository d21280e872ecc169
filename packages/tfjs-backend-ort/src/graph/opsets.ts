import type { Lowering } from "./lowering.ts";
import type { Initializer } from "./onnxModel.ts";

/** The operator sets that lowering writes for. */
export const OPSETS: Record<string, number> = {
  "": 17,
  "com.microsoft": 1,
  "com.microsoft.nchwc": 1,
};

/** The constants that some operator really takes. */
export function referenced(lowering: Lowering): Initializer[] {
  const names = new Set(lowering.nodes.flatMap((node) => node.inputs));
  return [...lowering.initializers.values()].filter(({ name }) => names.has(name));
}

import { prefixed, stripped } from "./_prefixed.ts";
import type { OptimizerState } from "./optimizer.ts";

/** Several states as one, each under its key: `<key>/<slot>/<parameter>` names a tensor. */
export function joinedState(
  memories: readonly { key: string; memory: OptimizerState }[],
): OptimizerState {
  return {
    tensors: () =>
      Object.assign(
        {},
        ...memories.map(({ key, memory }) => prefixed(`${key}/`, memory.tensors())),
      ),
    state: () => Object.fromEntries(memories.map(({ key, memory }) => [key, memory.state()])),
    restore(saved, tensors) {
      const states = saved as Record<string, unknown> | null;
      for (const { key, memory } of memories)
        memory.restore(states?.[key] ?? null, stripped(`${key}/`, tensors));
    },
    dispose() {
      for (const { memory } of memories) memory.dispose();
    },
  };
}

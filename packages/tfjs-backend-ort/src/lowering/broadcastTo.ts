import { toPhysical } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";

/**
 * Repeats dimensions of size 1 to a shape of the same rank. TensorFlow.js has the kernel's name and
 * gradient, but no backend of it computes it.
 */
export const broadcastTo: Kernel<{ shape: number[] }> = {
  name: "BroadcastTo",
  infer: ({ x }, { shape }) => ({ dtype: x.dtype, shape }),
  lower(g, { x }, { shape }, [output]) {
    const { name, perm } = x.primary;
    return g.result(output, g.op("Expand", [name, g.i64(toPhysical(shape, perm))]), perm);
  },
};

import type { Kernel } from "../recording/kernel.ts";
import { choose } from "./_choose.ts";

/** A tensor's numbers on the diagonal of a square of zeros, shape `[...shape, ...shape]`. */
export const diagonal: Kernel = {
  name: "Diag",
  infer: ({ x }) => ({ dtype: x.dtype, shape: [...x.shape, ...x.shape] }),
  lower(g, { x }, _attrs, [output]) {
    const places = Int32Array.from({ length: x.size }, (_, i) => i);
    const across = g.initializer("int32", [x.size], places);
    const down = g.initializer("int32", [x.size, 1], places);
    const row = g.reshape(g.plain(x), [1, x.size]);
    const square = choose(g, x.dtype, g.op("Equal", [down, across]), row, g.scalar(0, x.dtype));
    return g.result(output, g.reshape(square, output.shape));
  },
};

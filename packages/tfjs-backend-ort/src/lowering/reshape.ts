import { realAxes } from "../graph/lowered.ts";
import { isIdentity } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { Lowered } from "../graph/lowered.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";

/** Another shape for the same numbers. */
export const reshape: Kernel<{ shape: number[] }> = {
  name: "Reshape",
  infer: ({ x }, { shape }) => ({ dtype: x.dtype, shape }),
  lower: (g, { x }, _attrs, [output]) => reshaped(g, x, output),
};

/** A reshape. One that only adds or drops dimensions of size 1 keeps the memory layout. */
function reshaped(g: Lowering, x: Lowered, output: ValueSpec): Lowered {
  const { perm, name } = x.primary;
  const from = x.shape.map((_, axis) => axis).filter((axis) => x.shape[axis] !== 1);
  const to = output.shape.map((_, axis) => axis).filter((axis) => output.shape[axis] !== 1);
  const sameSides =
    from.length === to.length && from.every((axis, i) => x.shape[axis] === output.shape[to[i]]);
  if (!isIdentity(perm) && sameSides && to.length > 0) {
    const moved = realAxes(x.shape, perm).map((axis) => to[from.indexOf(axis)]);
    const order = output.shape.map((_, axis) => axis).filter((axis) => output.shape[axis] === 1);
    const full = [...order, ...moved];
    return g.result(
      output,
      g.reshape(
        name,
        full.map((axis) => output.shape[axis]),
      ),
      full,
    );
  }
  return g.result(output, g.reshape(g.plain(x), output.shape));
}

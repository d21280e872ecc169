import { util } from "@tensorflow/tfjs-core";
import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { toPhysical } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";

/** Kernels that arrange numbers anew: each works in the order the numbers are stored in. */
export const arrangement: Kernel[] = [
  {
    name: "Transpose",
    infer: ({ x }, { perm }: { perm: number[] }) => ({
      dtype: x.dtype,
      shape: perm.map((axis) => x.shape[axis]),
    }),
    // Nothing moves: the numbers stay, their axes get other names.
    lower(g, { x }, { perm }: { perm: number[] }, [output]) {
      const { name, perm: stored } = x.primary;
      return g.result(
        output,
        name,
        stored.map((axis) => perm.indexOf(axis)),
      );
    },
  },
  {
    name: "Tile",
    infer: ({ x }, { reps }: { reps: number[] }) => ({
      dtype: x.dtype,
      shape: x.shape.map((side, axis) => side * reps[axis]),
    }),
    lower(g, { x }, { reps }: { reps: number[] }, [output]) {
      const { name, perm } = x.primary;
      return g.result(output, g.op("Tile", [name, g.i64(toPhysical(reps, perm))]), perm);
    },
  },
  {
    name: "Reverse",
    infer({ x }, { dims }: { dims: number[] }) {
      util.parseAxisParam(dims, x.shape); // for what it refuses
      return { dtype: x.dtype, shape: x.shape };
    },
    lower: (g, { x }, { dims }: { dims: number[] }) =>
      reversed(g, x, x.shape.length ? util.parseAxisParam(dims, x.shape) : []),
  },
  {
    name: "FlipLeftRight",
    infer: ({ image }) => ({ dtype: image.dtype, shape: image.shape }),
    lower: (g, { image }) => reversed(g, image, [2]),
  },
];

function reversed(g: Lowering, x: Lowered, axes: number[]): Lowered {
  const { name, perm } = x.primary;
  const result = axes.reduce((name, axis) => {
    const side = x.shape[axis];
    const order = g.i64(Array.from({ length: side }, (_, i) => side - 1 - i));
    return g.op("Gather", [name, order], { axis: perm.indexOf(axis) });
  }, name);
  return g.result(x, result, perm);
}

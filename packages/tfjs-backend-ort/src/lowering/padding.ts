import type { Sides } from "../graph/lowered.ts";
import { toPhysical } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";

interface PadAttrs {
  paddings: [before: number, after: number][];
}

const padded: Kernel<PadAttrs>["infer"] = ({ x }, { paddings }) => ({
  dtype: x.dtype,
  shape: x.shape.map((side, axis) => side + paddings[axis][0] + paddings[axis][1]),
});

/** Kernels that put numbers around a tensor, in the order its numbers are stored in. */
export const padding: Kernel[] = [
  {
    name: "PadV2",
    infer: padded,
    lower(g, { x }, { paddings, constantValue }: PadAttrs & { constantValue: number }, [output]) {
      const { name, perm } = x.primary;
      const order = toPhysical(paddings, perm);
      const sides = [...order.map(([before]) => before), ...order.map(([, after]) => after)];
      if (sides.every((side) => side === 0)) return x;
      const value = g.scalar(constantValue, x.dtype);
      const result = g.result(output, g.op("Pad", [name, g.i64(sides), value]), perm);
      const [batch, vertical, horizontal, channels] = paddings;
      if (paddings.length === 4 && isNone(batch) && isNone(channels)) {
        const pads: Sides = [vertical[0], horizontal[0], vertical[1], horizontal[1]];
        result.padded = { image: x, pads, value: constantValue };
      }
      return result;
    },
  },
  {
    name: "MirrorPad",
    infer: padded,
    lower(g, { x }, { paddings, mode }: PadAttrs & { mode: "reflect" | "symmetric" }, [output]) {
      const { name, perm } = x.primary;
      const mirrored = perm.reduce((result, axis, place) => {
        const [before, after] = paddings[axis];
        if (before + after === 0) return result;
        const order = mirror(x.shape[axis], before, after, mode === "reflect");
        return g.op("Gather", [result, g.i64(order)], { axis: place });
      }, name);
      return g.result(output, mirrored, perm);
    },
  },
];

function isNone([before, after]: [number, number]): boolean {
  return before === 0 && after === 0;
}

/** Which number stands at each place of a mirrored axis; the edge itself is not repeated if it `reflects`. */
function mirror(side: number, before: number, after: number, reflects: boolean): number[] {
  const skip = reflects ? 1 : 0;
  return Array.from({ length: before + side + after }, (_, place) => {
    const i = place - before;
    if (i < 0) return -i - 1 + skip;
    return i < side ? i : 2 * side - 1 - i - skip;
  });
}

import { backend_util, util } from "@tensorflow/tfjs-core";
import type { Lowered } from "../graph/lowered.ts";
import type { Kernel, Named } from "../recording/kernel.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";

/** Kernels that make one tensor of several. */
export const joining: Kernel[] = [
  {
    name: "Concat",
    infer: (inputs, { axis }: { axis: number }) => {
      const parts = Object.values(inputs);
      const [at] = util.parseAxisParam(axis, parts[0].shape);
      const shapes = parts.map(({ shape }) => shape);
      backend_util.assertParamsConsistent(shapes, at);
      return { dtype: parts[0].dtype, shape: backend_util.computeOutShape(shapes, at) };
    },
    supports: sameTypes,
    lower(g, inputs, { axis }: { axis: number }, [output]) {
      const parts = Object.values(inputs);
      if (parts.length === 1) return parts[0];
      const [at] = util.parseAxisParam(axis, output.shape);
      const order = joinOrder(parts);
      const names = parts.map((part) => g.form(part, order));
      return g.result(output, g.op("Concat", names, { axis: order.indexOf(at) }), order);
    },
  },
  {
    name: "Pack",
    infer: (inputs, { axis }: { axis: number }) => {
      const parts = Object.values(inputs);
      const [{ dtype, shape }] = parts;
      for (const part of parts) {
        util.assertShapesMatch(shape, part.shape, "stack: expected tensors of one shape, got ");
        util.assert(
          dtype === part.dtype,
          () => `stack: expected tensors of one dtype, got ${dtype} and ${part.dtype}`,
        );
      }
      return { dtype, shape: shape.toSpliced(placeOf(axis, shape), 0, parts.length) };
    },
    lower(g, inputs, { axis }: { axis: number }, [output]) {
      const at = placeOf(axis, output.shape.slice(1));
      const parts = Object.values(inputs).map((part) =>
        g.op("Unsqueeze", [g.plain(part), g.i64([at])]),
      );
      return g.result(output, parts.length === 1 ? parts[0] : g.op("Concat", parts, { axis: at }));
    },
  },
];

/** The place of the new axis of a stack; a negative one counts from behind all axes of the result. */
function placeOf(axis: number, shape: number[]): number {
  const rank = shape.length;
  util.assert(
    axis >= -(rank + 1) && axis <= rank,
    () => `stack: expected an axis in [${-(rank + 1)}, ${rank}], got ${axis}`,
  );
  return axis < 0 ? axis + rank + 1 : axis;
}

function sameTypes(inputs: Named<ValueSpec>): boolean {
  const parts = Object.values(inputs);
  return parts.every(({ dtype }) => dtype === parts[0].dtype);
}

/** The order most of the numbers are in. */
function joinOrder(parts: Lowered[]): readonly number[] {
  return parts.reduce((best, part) => (part.size > best.size ? part : best)).primary.perm;
}

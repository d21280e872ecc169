import { ELEMENT } from "@flawlens/onnx";
import { backend_util } from "@tensorflow/tfjs-core";
import type { Kernel } from "../recording/kernel.ts";
import { choose } from "./_choose.ts";
import { elementwise } from "./_elementwise.ts";
import { prelu } from "./_activation.ts";

/** Kernels that choose among numbers. */
export const selection: Kernel[] = [
  {
    name: "Select",
    infer: ({ t }) => ({ dtype: t.dtype, shape: t.shape }),
    supports: ({ condition, t, e }) => condition.dtype === "bool" && t.dtype === e.dtype,
    lower(g, { condition, t, e }, _attrs, [output]) {
      // A condition of rank 1 chooses whole rows.
      const rows = condition.shape.length === 1 && t.shape.length > 1;
      if (!rows)
        return elementwise(g, [condition, t, e], output, ([mask, yes, no]) =>
          choose(g, t.dtype, mask, yes, no),
        );
      const column = [condition.shape[0], ...t.shape.slice(1).map(() => 1)];
      const mask = g.reshape(g.plain(condition), column);
      return g.result(output, choose(g, t.dtype, mask, g.plain(t), g.plain(e)));
    },
  },
  {
    name: "Prelu",
    infer: ({ x, alpha }) => ({
      dtype: "float32",
      shape: backend_util.assertAndGetBroadcastShape(x.shape, alpha.shape),
    }),
    supports: ({ x, alpha }) => x.dtype === "float32" && alpha.dtype === "float32",
    lower: (g, { x, alpha }, _attrs, [output]) => prelu(g, x, alpha, output),
  },
  {
    name: "OneHot",
    infer: ({ indices }, { depth, dtype }: OneHotAttrs) => ({
      dtype,
      shape: [...indices.shape, depth],
    }),
    supports: (_inputs, { dtype, depth }: OneHotAttrs) => dtype in ELEMENT && depth > 0,
    lower(g, { indices }, { depth, onValue, offValue, dtype }: OneHotAttrs, [output]) {
      // Indices outside are no class at all; ONNX would count negative ones from the end.
      const classes = g.initializer(
        "int32",
        [depth],
        Int32Array.from({ length: depth }, (_, i) => i),
      );
      const column = g.op("Unsqueeze", [g.plain(indices), g.i64([-1])]);
      const hit = g.op("Equal", [column, classes]);
      if (dtype === "bool") return g.result(output, hit);
      return g.result(
        output,
        g.op("Where", [hit, g.scalar(onValue, dtype), g.scalar(offValue, dtype)]),
      );
    },
  },
];

interface OneHotAttrs {
  depth: number;
  onValue: number;
  offValue: number;
  dtype: "float32" | "int32" | "bool";
}

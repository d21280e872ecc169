import { ELEMENT } from "@flawlens/onnx";
import type { Kernel } from "../recording/kernel.ts";

/** The k largest numbers of the last axis, the largest first, and where they stand. */
export const topK: Kernel<{ k: number }> = {
  name: "TopK",
  infer: ({ x }, { k }) => {
    const shape = [...x.shape.slice(0, -1), k];
    return [
      { dtype: x.dtype, shape },
      { dtype: "int32", shape },
    ];
  },
  supports: ({ x }) => x.dtype !== "bool",
  lower(g, { x }, { k }, outputs) {
    const [values, places] = g.ops("TopK", [g.plain(x), g.i64([k])], { axis: -1 }, { outputs: 2 });
    return [
      g.result(outputs[0], values),
      g.result(outputs[1], g.op("Cast", [places], { to: ELEMENT.int32 })),
    ];
  },
};

import { ELEMENT } from "@flawlens/onnx";
import type { Kernel } from "../recording/kernel.ts";

/**
 * The k largest numbers of the last axis, the largest first, and where they stand. A NaN ranks as an infinity,
 * so that it is among them: ONNX Runtime would leave out numbers in its place, here and there.
 */
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
    const plain = g.plain(x);
    const isFloat = x.dtype === "float32";
    const ranks = isFloat
      ? g.op("Where", [g.op("IsNaN", [plain]), g.scalar(Infinity), plain])
      : plain;
    const [largest, places] = g.ops("TopK", [ranks, g.i64([k])], { axis: -1 }, { outputs: 2 });
    const values = isFloat ? g.op("GatherElements", [plain, places], { axis: -1 }) : largest;
    return [
      g.result(outputs[0], values),
      g.result(outputs[1], g.op("Cast", [places], { to: ELEMENT.int32 })),
    ];
  },
};

import { add, relu, tensor1d, type Tensor } from "@tensorflow/tfjs-core";
import { expectTypeOf } from "vitest";
import { exportOnnx, useEngine } from "../index.ts";

expectTypeOf(exportOnnx).returns.resolves.toEqualTypeOf<Uint8Array>();
expectTypeOf(exportOnnx).parameter(0).parameter(0).toEqualTypeOf<Record<string, Tensor>>();
void exportOnnx(({ x }) => ({ y: relu(x) }), { x: { shape: ["batch", 3], dtype: "uint8" } });
void exportOnnx(({ x }, { w }) => ({ y: add(x, w) }), {
  inputs: { x: { shape: ["batch", "height", 3] } },
  params: { w: tensor1d([1]) },
  multiples: { height: 32 },
  check: { tolerance: 1e-3 },
});
// @ts-expect-error -- inputs have shapes
void exportOnnx(({ x }) => ({ y: relu(x) }), { inputs: { x: {} } });
expectTypeOf(useEngine).returns.resolves.toHaveProperty("provider");

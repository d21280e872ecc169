import { relu, type Tensor } from "@tensorflow/tfjs-core";
import { expectTypeOf } from "vitest";
import { exportOnnx, useEngine } from "../index.ts";

expectTypeOf(exportOnnx).returns.resolves.toEqualTypeOf<Uint8Array>();
expectTypeOf(exportOnnx).parameter(0).parameter(0).toEqualTypeOf<Record<string, Tensor>>();
void exportOnnx(({ x }) => ({ y: relu(x) }), { x: { shape: ["batch", 3], dtype: "uint8" } });
// @ts-expect-error -- the free axis is called "batch"
void exportOnnx(({ x }) => ({ y: relu(x) }), { x: { shape: ["any", 3] } });
expectTypeOf(useEngine).returns.resolves.toHaveProperty("provider");

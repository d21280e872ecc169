import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { ValueSpec } from "./valueSpec.ts";

/** Inputs by the names that TensorFlow.js gives them; lists ("Concat") are named "0", "1", ... */
export type Named<T> = Record<string, T>;

/**
 * One TensorFlow.js kernel as the engine knows it: what comes out of it, and how it is said in ONNX.
 * Families of kernels live in `lowering/`, one small file each.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- each kernel knows its own attributes
export interface Kernel<Attrs = any> {
  /** The kernel's name in TensorFlow.js. */
  name: string;
  /** Types and shapes of the outputs. */
  infer(inputs: Named<ValueSpec>, attrs: Attrs): ValueSpec | ValueSpec[];
  /** Whether TensorFlow.js expects a list even of one output. */
  list?: boolean;
  /** False for a case that ONNX Runtime has no business with: TensorFlow.js's cpu kernel takes it. */
  supports?(inputs: Named<ValueSpec>, attrs: Attrs): boolean;
  /** The same computation as ONNX operators every provider and every other runtime has. */
  lower(
    g: Lowering,
    inputs: Named<Lowered>,
    attrs: Attrs,
    outputs: ValueSpec[],
  ): Lowered | Lowered[];
  /** A faster form, where the graph is to run on ONNX Runtime's cpu provider here and now. */
  lowerForCpu?: Kernel<Attrs>["lower"];
}

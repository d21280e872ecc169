import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { ValueSpec } from "./valueSpec.ts";

/** Inputs by the names that TensorFlow.js gives them; lists ("Concat") are named "0", "1", ... */
export type Named<T> = Record<string, T>;

/**
 * One TensorFlow.js kernel as the engine knows it: the types and shapes of its outputs, and its ONNX
 * operators. Families of kernels live in `lowering/`, one small file each.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- each kernel knows its own attributes
export interface Kernel<Attrs = any> {
  /** The kernel's name in TensorFlow.js. */
  name: string;
  /** Whether the output is its one input as it is: it then gets the same data id. */
  isIdentity?(inputs: Named<ValueSpec>, attrs: Attrs): boolean;
  /** The rows that the output is, if it is some rows of the one input, one after the other. */
  rows?(inputs: Named<ValueSpec>, attrs: Attrs): { begin: number; count: number } | null;
  /** Types and shapes of the outputs. */
  infer(inputs: Named<ValueSpec>, attrs: Attrs): ValueSpec | ValueSpec[];
  /** Whether TensorFlow.js expects a list even if there is one output. */
  list?: boolean;
  /** Returns false if ONNX Runtime does not support these arguments; TensorFlow.js's cpu kernel then computes them. */
  supports?(inputs: Named<ValueSpec>, attrs: Attrs): boolean;
  /** Writes the computation as standard ONNX operators, which every provider and every other runtime has. */
  lower(
    g: Lowering,
    inputs: Named<Lowered>,
    attrs: Attrs,
    outputs: ValueSpec[],
  ): Lowered | Lowered[];
  /** Writes a faster form for graphs that run at once on ONNX Runtime's cpu provider. */
  lowerForCpu?: Kernel<Attrs>["lower"];
}

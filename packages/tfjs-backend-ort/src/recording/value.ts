import type { Perm } from "../graph/perm.ts";
import type { RecordedNode } from "./recordedNode.ts";

/** The element types that ONNX Runtime computes with here. */
export type ElementType = "float32" | "int32" | "bool";

/** The arrays that hold them. */
export type ElementArray = Float32Array | Int32Array | Uint8Array;

/** Type and shape of one value, as TensorFlow.js sees it. */
export interface ValueSpec {
  dtype: ElementType;
  shape: number[];
}

/** Numbers in memory, in whatever order of axes the graph that made them found best. */
export interface Stored {
  data: ElementArray;
  /** Physical axis i holds logical axis `perm[i]`. */
  perm: Perm;
  /** Whether the array may have been handed to the user: then it is never written again. */
  escaped: boolean;
}

/**
 * One tensor's content: pending (a node will compute it) or stored. Several tensors may share one
 * (`clone`, `reshape` of a variable); a node keeps its inputs' values alive after their tensors go.
 */
export class Value implements ValueSpec {
  readonly dtype: ElementType;
  readonly shape: number[];
  readonly size: number;
  /** The node that computes it and which of its outputs it is; null once stored. */
  node: RecordedNode | null = null;
  output = 0;
  stored: Stored | null = null;
  /** How many tensors hold it: a pending value that none holds need not be kept. */
  holders = 0;
  /** How many recorded nodes still have to read it. */
  users = 0;
  /** Not zero where the content never changes and may be compiled into a graph: its number. */
  frozen = 0;

  constructor(dtype: ElementType, shape: number[]) {
    this.dtype = dtype;
    this.shape = shape;
    this.size = shape.reduce((product, side) => product * side, 1);
  }
}

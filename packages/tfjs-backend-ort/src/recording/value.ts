import type { Perm } from "../graph/perm.ts";
import type { Kernel } from "./kernel.ts";
import type { ElementArray, ElementType, ValueSpec } from "./valueSpec.ts";

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

/** One call of a kernel, remembered instead of computed. */
export interface RecordedNode {
  kernel: Kernel;
  /** Names of the inputs, in order: kernels look their inputs up by name. */
  names: string[];
  inputs: Value[];
  outputs: Value[];
  attrs: object;
  /** Kernel, input names and attributes as text: what its part of the graph's key is made of. */
  signature: string;
  /** Scratch of the graph that is being keyed: its number there, or -1. */
  number: number;
}

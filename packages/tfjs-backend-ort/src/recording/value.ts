import type { Perm } from "../graph/perm.ts";
import type { CallSite } from "./callSite.ts";
import type { Kernel } from "./kernel.ts";
import type { ElementArray, ElementType, ValueSpec } from "./valueSpec.ts";

/** Numbers in memory, in the memory layout that the graph that computed them chose. */
export interface Stored {
  data: ElementArray;
  /** Physical axis i holds logical axis `perm[i]`. */
  perm: Perm;
  /** Whether the array is another value's as well: then it is never written again. */
  shared: boolean;
}

/**
 * One tensor's content: pending (a node will compute it), stored, or failed. Several tensors may share one
 * (`clone`, `reshape` of a variable); a node keeps its inputs' values alive after their tensors go.
 */
export class Value implements ValueSpec {
  readonly dtype: ElementType;
  readonly shape: number[];
  readonly size: number;
  /** The node that computes it; null once it is stored. `output` is its index among the node's outputs. */
  node: RecordedNode | null = null;
  output = 0;
  stored: Stored | null = null;
  /** The error for which it could not be computed; reading the value throws it. */
  failure: Error | null = null;
  /** The number of tensors that hold it. A pending value that no tensor holds is not kept. */
  holders = 0;
  /** The number of recorded nodes that have not read it yet. */
  users = 0;
  /** A number of its own if the content never changes and may be compiled into a graph; otherwise 0. */
  frozen = 0;

  constructor(dtype: ElementType, shape: number[]) {
    this.dtype = dtype;
    this.shape = shape;
    this.size = shape.reduce((product, side) => product * side, 1);
  }
}

/** One call of a kernel, recorded instead of computed. */
export interface RecordedNode {
  kernel: Kernel;
  /** Names of the inputs, in order: kernels look their inputs up by name. */
  names: string[];
  inputs: Value[];
  outputs: Value[];
  attrs: object;
  /** Kernel, input names and attributes as text, from which its part of the graph's key is made. */
  signature: string;
  /** The place of the call, or null if a call just like it has succeeded before. */
  site: CallSite | null;
  /** Its number in the graph whose key is being computed, or -1. */
  number: number;
}

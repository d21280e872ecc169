import { attributeText } from "./attributeText.ts";
import type { Kernel, Named } from "./kernel.ts";
import { type RecordedNode, Value } from "./value.ts";
import type { ValueSpec } from "./valueSpec.ts";

/** What was recorded since the last run, and what it is good for. */
export class Recorder {
  #nodes: RecordedNode[] = [];
  readonly #free: (value: Value) => void;

  /** @param free - called with a stored value that nobody needs any more. */
  constructor(free: (value: Value) => void) {
    this.#free = free;
  }

  get length(): number {
    return this.#nodes.length;
  }

  /**
   * Remembers one call of a kernel; the node's outputs are pending values. Null where an output is
   * empty, which ONNX Runtime is not asked for.
   */
  record(kernel: Kernel, inputs: Named<Value>, attrs: object): RecordedNode | null {
    const inferred = kernel.infer(inputs as Named<ValueSpec>, attrs);
    const specs = Array.isArray(inferred) ? inferred : [inferred];
    if (specs.some(({ shape }) => shape.includes(0))) return null;
    const names = Object.keys(inputs);
    const node: RecordedNode = {
      kernel,
      names,
      inputs: Object.values(inputs),
      outputs: [],
      attrs,
      signature: `${kernel.name}(${names.join()})${attributeText(attrs)}`,
      number: -1,
    };
    for (const spec of specs) {
      const value = new Value(spec.dtype, spec.shape);
      value.node = node;
      value.output = node.outputs.length;
      node.outputs.push(value);
    }
    for (const input of node.inputs) input.users++;
    this.#nodes.push(node);
    return node;
  }

  /** Takes the nodes that held values need, in order, and forgets the rest. */
  take(): RecordedNode[] {
    const nodes = this.#nodes;
    const needed = new Set<RecordedNode>();
    const kept: RecordedNode[] = [];
    for (let i = nodes.length - 1; i >= 0; i--) {
      const node = nodes[i];
      if (!needed.has(node) && !node.outputs.some((value) => value.holders > 0)) {
        this.release(node);
        continue;
      }
      for (const input of node.inputs) if (input.node) needed.add(input.node);
      kept.push(node);
    }
    this.#nodes = [];
    return kept.reverse();
  }

  /** Puts nodes back that could not be run. */
  restore(nodes: RecordedNode[]): void {
    this.#nodes = [...nodes, ...this.#nodes];
  }

  /** Lets go of a node's inputs: it has run, or never will. */
  release(node: RecordedNode): void {
    for (const input of node.inputs)
      if (--input.users === 0 && input.holders === 0) this.#free(input);
  }
}

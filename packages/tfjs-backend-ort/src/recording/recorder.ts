import { attributeText } from "./attributeText.ts";
import { callSite } from "./callSite.ts";
import type { Kernel, Named } from "./kernel.ts";
import { type RecordedNode, Value } from "./value.ts";
import type { ValueSpec } from "./valueSpec.ts";

/** Calls that are remembered as having succeeded; about 350 bytes each. */
const REMEMBERED = 10_000;

/** The operations recorded since the last run. */
export class Recorder {
  #nodes: RecordedNode[] = [];
  /** Calls that have succeeded, by kernel, attributes and shapes: they need no record of their place. */
  readonly #succeeded = new Set<string>();
  readonly #free: (value: Value) => void;

  /** @param free - Called with a stored value that no tensor holds and no recorded node reads any more. */
  constructor(free: (value: Value) => void) {
    this.#free = free;
  }

  get length(): number {
    return this.#nodes.length;
  }

  /**
   * Records one call of a kernel. The node's outputs are pending values.
   *
   * @returns The node, or null if an output is empty, because ONNX Runtime computes no empty tensors.
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
      site: null,
      number: -1,
    };
    for (const spec of specs) {
      const value = new Value(spec.dtype, spec.shape);
      value.node = node;
      value.output = node.outputs.length;
      node.outputs.push(value);
    }
    for (const input of node.inputs) input.users++;
    // 20 µs, so only where it may be needed.
    if (!this.#succeeded.has(callText(node))) node.site = callSite();
    this.#nodes.push(node);
    return node;
  }

  /** Removes all nodes, and returns those that held values need, in order. */
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

  /** Lets go of nodes that were run, and remembers those that succeeded. */
  finish(nodes: readonly RecordedNode[]): void {
    for (const node of nodes) {
      if (node.site && !node.outputs.some(({ failure }) => failure)) {
        if (this.#succeeded.size >= REMEMBERED) this.#succeeded.clear();
        this.#succeeded.add(callText(node));
      }
      this.release(node);
    }
  }

  /** Releases a node's inputs, because it has run or never will. */
  release(node: RecordedNode): void {
    for (const input of node.inputs)
      if (--input.users === 0 && input.holders === 0) this.#free(input);
  }
}

function callText({ signature, inputs, outputs }: RecordedNode): string {
  let text = signature;
  for (const { shape } of inputs) text += `;${shape.join()}`;
  for (const { shape } of outputs) text += `>${shape.join()}`;
  return text;
}

import type { Attribute, Initializer, OnnxModel, OnnxNode, ValueInfo } from "../graph/onnxModel.ts";

/** A graph recorded at one size of the batch. */
export type Traced = Pick<OnnxModel, "nodes" | "initializers" | "inputs" | "outputs">;

/** Two sizes to record at: primes, so that no other side of a network is taken for the batch. */
export const BATCHES = [1009, 2003] as const;

/**
 * One graph for any batch, of two recorded at different sizes: equal operators with equal constants,
 * but for lists of sides, whose differing entries become `slope·batch + offset` computed in the graph.
 */
export function freeBatch(a: Traced, b: Traced): Traced {
  refuse(a.nodes.length !== b.nodes.length, `${a.nodes.length} and ${b.nodes.length} operators`);
  for (const [i, node] of a.nodes.entries()) {
    const other = b.nodes[i];
    const same =
      node.type === other.type &&
      node.inputs.join() === other.inputs.join() &&
      JSON.stringify(node.attributes, tensors) === JSON.stringify(other.attributes, tensors);
    refuse(!same, `operator ${i}: ${node.type} and ${other.type}`);
  }
  const others = new Map(b.initializers.map((constant) => [constant.name, constant]));
  const expressions = new BatchExpressions(a.inputs);
  const initializers: Initializer[] = [];
  const onlyReshaped = reshapeShapes(a.nodes);
  for (const constant of a.initializers) {
    const other = others.get(constant.name);
    refuse(!other || other.dims.join() !== constant.dims.join(), `constant ${constant.name}`);
    if (sameBytes(constant.data, other!.data)) {
      initializers.push(constant);
      continue;
    }
    refuse(constant.type !== "int64", `a ${constant.type} constant of [${constant.dims}]`);
    const [sides, otherSides] = [constant, other!].map(({ data }) =>
      Array.from(data as BigInt64Array, Number),
    );
    const differing = sides.filter((side, i) => side !== otherSides[i]).length;
    if (differing === 1 && onlyReshaped.has(constant.name) && !sides.includes(0))
      initializers.push({
        ...constant,
        data: BigInt64Array.from(sides, (side, i) => BigInt(side === otherSides[i] ? side : -1)),
      });
    else expressions.list(constant.name, sides, otherSides);
  }
  return {
    nodes: [...expressions.nodes, ...a.nodes],
    initializers: [...initializers, ...expressions.initializers],
    inputs: symbolic(a.inputs, b.inputs),
    outputs: symbolic(a.outputs, b.outputs),
  };
}

/** Nodes that compute lists of sides from the batch. */
class BatchExpressions {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: Initializer[] = [];
  readonly #known = new Map<string, string>();
  readonly #inputs: readonly ValueInfo[];

  constructor(inputs: readonly ValueInfo[]) {
    this.#inputs = inputs;
  }

  /** Makes `name` the list whose entries are these at the two sizes of {@link BATCHES}. */
  list(name: string, sides: number[], others: number[]): void {
    const parts = sides.map((side, i) => {
      if (side === others[i]) return this.#constant([side]);
      const { slope, offset } = line(side, others[i]);
      let part = this.#batch();
      if (slope !== 1) part = this.#node("Mul", [part, this.#constant([slope])]);
      return offset === 0 ? part : this.#node("Add", [part, this.#constant([offset])]);
    });
    this.#push("Concat", parts, name, { axis: 0 });
  }

  /** The batch as a list of one. */
  #batch(): string {
    for (const { name, dims } of this.#inputs) {
      const axis = dims.indexOf(BATCHES[0]);
      if (axis >= 0)
        return this.#node("Gather", [this.#node("Shape", [name]), this.#constant([axis])]);
    }
    throw new Error("exportOnnx: expected an input with a batch axis");
  }

  #node(type: string, inputs: string[]): string {
    const key = `${type}(${inputs.join()})`;
    const known = this.#known.get(key);
    if (known) return known;
    const name = `batch.${this.nodes.length}`;
    this.#push(type, inputs, name, {});
    this.#known.set(key, name);
    return name;
  }

  #push(
    type: string,
    inputs: string[],
    output: string,
    attributes: Record<string, Attribute>,
  ): void {
    this.nodes.push({ type, domain: "", inputs, outputs: [output], attributes });
  }

  #constant(values: number[]): string {
    const key = values.join();
    const known = this.#known.get(key);
    if (known) return known;
    const name = `side.${key}`;
    this.initializers.push({
      name,
      type: "int64",
      dims: [values.length],
      data: BigInt64Array.from(values, BigInt),
    });
    this.#known.set(key, name);
    return name;
  }
}

/** The straight line through a side's values at the two sizes of {@link BATCHES}. */
function line(side: number, other: number): { slope: number; offset: number } {
  const slope = (other - side) / (BATCHES[1] - BATCHES[0]);
  refuse(!Number.isInteger(slope), `a side of ${side} and ${other}`);
  return { slope, offset: side - slope * BATCHES[0] };
}

/** Inputs or outputs with the batch as a name. */
function symbolic(infos: ValueInfo[], others: ValueInfo[]): ValueInfo[] {
  return infos.map((info, i) => ({
    ...info,
    dims: info.dims.map((side, axis) => {
      const other = others[i].dims[axis];
      if (side === other) return side;
      const { slope, offset } = line(side as number, other as number);
      const product = slope === 1 ? "batch" : `${slope}*batch`;
      return offset === 0 ? product : `${product}+${offset}`;
    }),
  }));
}

/** Constants that serve as the shape of reshapes and as nothing else. */
function reshapeShapes(nodes: readonly OnnxNode[]): Set<string> {
  const shapes = new Set<string>();
  const elsewhere = new Set<string>();
  for (const { type, inputs } of nodes)
    for (const [i, name] of inputs.entries())
      (type === "Reshape" && i === 1 ? shapes : elsewhere).add(name);
  return new Set([...shapes].filter((name) => !elsewhere.has(name)));
}

function sameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  if (a === b) return true;
  return (
    Buffer.compare(
      new Uint8Array(a.buffer, a.byteOffset, a.byteLength),
      new Uint8Array(b.buffer, b.byteOffset, b.byteLength),
    ) === 0
  );
}

function tensors(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Uint8Array, Number) : value;
}

function refuse(condition: boolean, what: string): void {
  if (condition)
    throw new Error(
      `exportOnnx: expected a graph that depends on the batch by its shapes alone, got two batch sizes with ${what}; write the function without constants of the batch's size, or export a fixed shape`,
    );
}

import type { Attribute, Initializer, OnnxNode, OnnxType } from "@flawlens/onnx";
import type { ElementType, ValueSpec } from "../recording/valueSpec.ts";
import { Lowered, realAxes } from "./lowered.ts";
import { type Perm, identity, isIdentity, permute, toPhysical, transposeArgument } from "./perm.ts";
import { transposeSteps } from "./transposeSteps.ts";

/** The target that the graph is written for. */
export interface LoweringOptions {
  forCpu: boolean;
  blockSize: number;
  /** Whether the operator Erf gives NaN for NaN. Default: it does, as ONNX has it. */
  erfKeepsNaN?: () => boolean;
  /** Whether the provider has the operator Sign. Default: it does. */
  hasSign?: boolean;
}

interface OpOptions {
  outputs?: number;
  domain?: string;
  /** Whether the node is never shared with an equal one, because the operator writes into its inputs. */
  unique?: boolean;
}

/** An ONNX graph while it is written: operators, constants, and values in one or more memory layouts. */
export class Lowering {
  readonly nodes: OnnxNode[] = [];
  readonly initializers = new Map<string, Initializer>();
  readonly domains = new Set<string>([""]);
  /** Whether forms that only ONNX Runtime's cpu provider has may be used. */
  readonly forCpu: boolean;
  /** The number of channels in a block of the cpu provider's blocked convolutions; 0 if it has none. */
  readonly blockSize: number;
  readonly erfKeepsNaN: () => boolean;
  readonly hasSign: boolean;
  #names = 0;
  readonly #known = new Map<string, string[]>();

  constructor({ forCpu, blockSize, erfKeepsNaN = () => true, hasSign = true }: LoweringOptions) {
    this.forCpu = forCpu;
    this.hasSign = hasSign;
    this.erfKeepsNaN = erfKeepsNaN;
    this.blockSize = forCpu ? blockSize : 0;
  }

  /** Adds an operator with one output and returns that output's name; an equal one is reused. */
  op(
    type: string,
    inputs: string[],
    attributes: Record<string, Attribute> = {},
    options: OpOptions = {},
  ): string {
    return this.ops(type, inputs, attributes, options)[0];
  }

  /** Adds an operator with several outputs and returns their names; an equal one is reused. */
  ops(
    type: string,
    inputs: string[],
    attributes: Record<string, Attribute> = {},
    { outputs = 1, domain = "", unique = false }: OpOptions = {},
  ): string[] {
    const key = `${domain}.${type}(${inputs.join(",")})${JSON.stringify(attributes)}${outputs}`;
    const known = unique ? undefined : this.#known.get(key);
    if (known) return known;
    const names = Array.from({ length: outputs }, () => this.name());
    this.nodes.push({ type, domain, inputs, outputs: names, attributes });
    this.domains.add(domain);
    if (!unique) this.#known.set(key, names);
    return names;
  }

  /** A fresh name. */
  name(): string {
    return `t${this.#names++}`;
  }

  /** A constant list of int64: shapes, axes, begins. */
  i64(values: readonly number[]): string {
    return this.#constant(`i64[${values.join(",")}]`, () => int64(values));
  }

  /**
   * The same for a long list, such as the places of a gathering, that is made once for all layers in which it is alike.
   *
   * @param name - What the list holds, with every number that it depends on.
   */
  places(name: string, make: () => readonly number[]): string {
    return this.#constant(`places ${name}`, () => int64(make()));
  }

  /** A constant scalar. */
  scalar(value: number, dtype: ElementType = "float32"): string {
    return this.#constant(`${dtype} ${Object.is(value, -0) ? "-0" : value}`, () => ({
      type: dtype,
      dims: [],
      data: arrayOf(dtype, [value]),
    }));
  }

  /** A constant vector of float32. */
  floats(values: readonly number[]): string {
    return this.#constant(`f32[${values.join(",")}]`, () => ({
      type: "float32",
      dims: [values.length],
      data: Float32Array.from(values),
    }));
  }

  /** Whether a value is compiled into the graph. ONNX Runtime reorders such a value once. */
  isConstant(value: Lowered): boolean {
    return this.initializers.has(value.primary.name);
  }

  /** A constant with these dims. */
  initializer(type: OnnxType, dims: readonly number[], data: ArrayBufferView): string {
    const name = `c${this.initializers.size}`;
    this.initializers.set(name, { name, type, dims, data });
    return name;
  }

  #constant(key: string, make: () => Omit<Initializer, "name">): string {
    const known = this.#known.get(key);
    if (known) return known[0];
    const { type, dims, data } = make();
    const name = this.initializer(type, dims, data);
    this.#known.set(key, [name]);
    return name;
  }

  /** A result of the kernel being lowered: its type and shape, and the name and order it is stored in. */
  result(spec: ValueSpec, name: string, perm: Perm = identity(spec.shape.length)): Lowered {
    return new Lowered(spec, name, perm);
  }

  /** The name of a value in TensorFlow.js's own memory layout. */
  plain(value: Lowered): string {
    return this.form(value, identity(value.shape.length));
  }

  /** The name of a value in this memory layout. It is copied to that layout at most once. */
  form(value: Lowered, perm: Perm): string {
    const found = value.find(perm);
    if (found !== undefined) return found;
    const name = this.#convert(value, perm);
    value.forms.push({ name, perm });
    return name;
  }

  #convert(value: Lowered, perm: Perm): string {
    const { shape } = value;
    const wanted = realAxes(shape, perm).join();
    const alike = value.forms.find((form) => realAxes(shape, form.perm).join() === wanted);
    const constant = this.initializers.get(value.primary.name);
    if (constant) {
      const data = permute(constant.data as Float32Array, shape, value.primary.perm, perm);
      return this.initializer(constant.type, toPhysical(shape, perm), data);
    }
    if (alike) return this.reshape(alike.name, toPhysical(shape, perm));
    const from = value.forms.find((form) => isIdentity(form.perm)) ?? value.primary;
    return this.transpose(
      from.name,
      toPhysical(shape, from.perm),
      transposeArgument(from.perm, perm),
    );
  }

  /** ONNX `Reshape` to fixed dims. */
  reshape(name: string, dims: readonly number[]): string {
    return this.op("Reshape", [name, this.i64(dims)]);
  }

  /** ONNX `Transpose`, in steps that ONNX Runtime computes fast. */
  transpose(name: string, dims: readonly number[], argument: readonly number[]): string {
    let result = name;
    for (const step of transposeSteps(dims, argument)) {
      if (step.dims) result = this.reshape(result, step.dims);
      if (step.argument) result = this.op("Transpose", [result], { perm: step.argument });
    }
    return result;
  }

  /**
   * The name of a value in a form that broadcasts against values of the rank of `perm` in that memory
   * layout: dimensions of size 1 are put in front and moved by a reshape, which costs nothing.
   */
  broadcast(value: Lowered, perm: Perm): string {
    const rank = perm.length;
    const own = value.shape.length;
    if (own === rank && value.size > 1) {
      const found = value.find(perm);
      if (found !== undefined) return found;
    }
    if (value.size === 1)
      return own <= rank ? value.primary.name : this.reshape(value.primary.name, []);
    if (isIdentity(perm)) return this.plain(value);
    if (own === rank) return this.form(value, perm);
    const lead = rank - own;
    const shape = [...new Array<number>(lead).fill(1), ...value.shape];
    const wanted = realAxes(shape, perm).join();
    const alike = value.forms.find(
      (form) =>
        realAxes(value.shape, form.perm)
          .map((axis) => axis + lead)
          .join() === wanted,
    );
    if (alike) return this.reshape(alike.name, toPhysical(shape, perm));
    return this.transpose(this.reshape(this.plain(value), shape), shape, [...perm]);
  }

  /**
   * The memory layout in which an element-wise operator over these inputs costs the fewest copies. If two
   * cost the same, TensorFlow.js's own is not chosen, because results of convolutions usually become
   * inputs of convolutions.
   */
  commonOrder(inputs: readonly Lowered[], shape: readonly number[]): Perm {
    const plain = identity(shape.length);
    const full = inputs.filter(
      (input) =>
        input.shape.length === shape.length && input.shape.every((side, i) => side === shape[i]),
    );
    const others = inputs.filter((input) => input.shape.length === shape.length && input.size > 1);
    const voters = full.length ? full : others;
    let best: Perm = plain;
    let bestCost = Infinity;
    for (const voter of voters)
      for (const { perm } of voter.forms) {
        let cost = 0;
        for (const other of voters) if (other.find(perm) === undefined) cost += other.size;
        if (cost < bestCost || (cost === bestCost && isIdentity(best) && !isIdentity(perm)))
          [best, bestCost] = [perm, cost];
      }
    return best;
  }
}

/** A list of whole numbers as 64 bits each, written as two words: `BigInt` takes ten times as long. */
function int64(values: readonly number[]): Omit<Initializer, "name"> {
  const data = new BigInt64Array(values.length);
  const words = new Int32Array(data.buffer);
  for (let i = 0; i < values.length; i++) {
    words[2 * i] = values[i]; // modulo 2^32
    words[2 * i + 1] = Math.floor(values[i] / 2 ** 32);
  }
  return { type: "int64", dims: [values.length], data };
}

function arrayOf(dtype: ElementType, values: number[]): ArrayBufferView {
  if (dtype === "float32") return Float32Array.from(values);
  return dtype === "int32" ? Int32Array.from(values) : Uint8Array.from(values);
}

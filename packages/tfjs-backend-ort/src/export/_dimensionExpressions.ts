import { type Attribute, ELEMENT, type Initializer, type OnnxNode } from "@flawlens/onnx";
import type { ExportInput } from "./exportInput.ts";
import type { DimensionForm } from "./fitDimension.ts";

/** Operators that compute numbers from the free dimensions of the inputs. Equal operators are written once. */
export class DimensionExpressions {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: Initializer[] = [];
  readonly #known = new Map<string, string>();
  readonly #inputs: Record<string, ExportInput>;

  constructor(inputs: Record<string, ExportInput>) {
    this.#inputs = inputs;
  }

  /** The name of an int64 list of one number. */
  number(form: DimensionForm): string {
    switch (form.kind) {
      case "fixed":
        return this.integers([form.value]);
      case "line": {
        const { slope, offset, divisor } = form;
        let result = this.#dimension(form.dimension);
        if (slope !== 1) result = this.node("Mul", [result, this.integers([slope])]);
        if (offset !== 0) result = this.node("Add", [result, this.integers([offset])]);
        return divisor === 1 ? result : this.node("Div", [result, this.integers([divisor])]);
      }
      case "product": {
        const [first, ...rest] = form.dimensions.map((dimension) => this.#dimension(dimension));
        const product = rest.reduce(
          (result, dimension) => this.node("Mul", [result, dimension]),
          first,
        );
        return form.factor === 1
          ? product
          : this.node("Mul", [product, this.integers([form.factor])]);
      }
      case "share":
        throw new Error(`internal error: ${form.factor} / ${form.dimension} is not an integer`);
    }
  }

  /** The name of an int64 list of several numbers. */
  list(forms: readonly DimensionForm[]): string {
    return this.node(
      "Concat",
      forms.map((form) => this.number(form)),
      { axis: 0 },
    );
  }

  /** The name of a float32 or int32 scalar. */
  scalar(form: DimensionForm, type: "float32" | "int32"): string {
    const cast = (name: string) => this.node("Cast", [name], { to: ELEMENT[type] });
    const list =
      form.kind === "share"
        ? this.node("Div", [this.#floats([form.factor]), cast(this.#dimension(form.dimension))])
        : cast(this.number(form));
    return this.node("Squeeze", [list, this.integers([0])]);
  }

  /** An operator's output; an equal one is reused. */
  node(type: string, inputs: string[], attributes: Record<string, Attribute> = {}): string {
    const key = `${type}(${inputs.join()})${Object.values(attributes).join()}`;
    const known = this.#known.get(key);
    if (known) return known;
    const name = `dim.${this.nodes.length}`;
    this.nodes.push({ type, domain: "", inputs, outputs: [name], attributes });
    this.#known.set(key, name);
    return name;
  }

  integers(values: number[]): string {
    return this.#constant({
      type: "int64",
      dims: [values.length],
      data: BigInt64Array.from(values, BigInt),
    });
  }

  #floats(values: number[]): string {
    return this.#constant({ type: "float32", dims: [1], data: Float32Array.from(values) });
  }

  /** The name of a list of one number: the size of a dimension, taken from an input that has it. */
  #dimension(dimension: string): string {
    for (const [name, { shape }] of Object.entries(this.#inputs)) {
      const axis = shape.indexOf(dimension);
      if (axis >= 0)
        return this.node("Gather", [this.node("Shape", [name]), this.integers([axis])]);
    }
    throw new Error(`exportOnnx: expected an input with a dimension "${dimension}"`);
  }

  #constant(constant: Omit<Initializer, "name">): string {
    const key = `${constant.type} ${(constant.data as BigInt64Array).join()}`;
    const known = this.#known.get(key);
    if (known) return known;
    const name = `number.${this.initializers.length}`;
    this.initializers.push({ name, ...constant });
    this.#known.set(key, name);
    return name;
  }
}

import type { Initializer, OnnxNode, OnnxType, ValueInfo } from "@flawlens/onnx";
import type { ExportInput } from "./exportInput.ts";
import type { FreeDimension } from "./freeDimensions.ts";
import { type DimensionForm, fitDimension } from "./fitDimension.ts";
import { DimensionExpressions } from "./_dimensionExpressions.ts";
import type { Traced } from "./traceFunction.ts";

/**
 * Makes one graph for any size of the free dimensions from several graphs recorded at different sizes.
 * Operators and constants must be equal, except for dimensions, counts and constants that are one number
 * repeated: these become expressions that the graph computes.
 *
 * @param traces - The recorded graphs, in the order of `recordingSizes`.
 * @throws {Error} If anything else differs.
 */
export function freeGraph(
  traces: readonly Traced[],
  dimensions: readonly FreeDimension[],
  inputs: Record<string, ExportInput>,
): Traced {
  const [base] = traces;
  if (traces.length === 1) return base;
  for (const other of traces) compareNodes(base, other);
  const all = traces.map(
    ({ initializers }) => new Map(initializers.map((constant) => [constant.name, constant])),
  );
  const expressions = new DimensionExpressions(inputs);
  const initializers: Initializer[] = [];
  const reshapes = reshapeShapes(base.nodes);
  const renamed = new Map<string, string>();
  for (const constant of base.initializers) {
    const { name } = constant;
    const forms = all.map((list) => list.get(name)!);
    if (forms.every((form) => form && sameConstant(form, constant))) initializers.push(constant);
    else if (forms.some((form) => !form)) refuse(`no constant ${name} in some of them`);
    else if (constant.type === "int64")
      renamed.set(name, freeList(forms, { dimensions, expressions, reshaped: reshapes.has(name) }));
    else renamed.set(name, freeNumbers(forms, { dimensions, expressions }));
  }
  const rename = (name: string) => renamed.get(name) ?? name;
  return {
    nodes: [
      ...expressions.nodes,
      ...base.nodes.map((node) => ({ ...node, inputs: node.inputs.map(rename) })),
    ],
    initializers: [...initializers, ...expressions.initializers],
    inputs: base.inputs.map((info) => ({ ...info, dims: inputs[info.name].shape })),
    outputs: base.outputs.map((info, i) => symbolic(info, traces, i, dimensions)),
    names: base.names,
  };
}

interface FreeOptions {
  dimensions: readonly FreeDimension[];
  expressions: DimensionExpressions;
}

/** A list of dimensions. The one entry of a reshape's shape that follows no rule can be left to ONNX. */
function freeList(
  forms: readonly Initializer[],
  { dimensions, expressions, reshaped }: FreeOptions & { reshaped: boolean },
): string {
  const lists = forms.map(({ data }) => Array.from(data as BigInt64Array, Number));
  if (lists.some(({ length }) => length !== lists[0].length)) refuse("lists of several lengths");
  const rules = lists[0].map((_, i) =>
    fitDimension(
      lists.map((list) => list[i]),
      dimensions,
    ),
  );
  const inferable = reshaped && lists.every((list) => list.every((dimension) => dimension > 0));
  const varying = rules.flatMap((rule, i) => (rule?.kind === "fixed" ? [] : [i]));
  const hard = varying.filter((i) => !rules[i] || rules[i].kind === "share");
  const inferred = hard.length ? hard : varying;
  if (inferable && inferred.length === 1) rules[inferred[0]] = { kind: "fixed", value: -1 };
  else if (hard.length)
    refuse(`a dimension of ${[...new Set(lists.map((list) => list[hard[0]]))].join(", ")}`);
  if (rules.every((rule) => rule!.kind === "fixed"))
    return expressions.integers(rules.map((rule) => (rule as { value: number }).value));
  return expressions.list(rules as DimensionForm[]);
}

/** One number repeated, of which the value or the shape depends on free dimensions. */
function freeNumbers(
  forms: readonly Initializer[],
  { dimensions, expressions }: FreeOptions,
): string {
  const [{ type, dims }] = forms;
  const what = `a ${type} constant of [${dims}]`;
  const values = forms.map(({ data }) => repeated(data as Float32Array));
  if (values.includes(null) || forms.some((form) => form.dims.length !== dims.length)) refuse(what);
  const shape = dims.map((_, axis) =>
    fitDimension(
      forms.map((form) => form.dims[axis]),
      dimensions,
    ),
  );
  if (shape.some((rule) => !rule || rule.kind === "share")) refuse(what);
  const value = fitDimension(values as number[], dimensions);
  if (!value) refuse(what);
  if (value.kind === "fixed" && dims.length) return filled(expressions, type, value.value, shape as DimensionForm[]); // prettier-ignore
  if (type !== "float32" && type !== "int32") refuse(what);
  const scalar = expressions.scalar(value, type);
  if (dims.length === 0) return scalar;
  return expressions.node("Expand", [scalar, expressions.list(shape as DimensionForm[])]);
}

function filled(
  expressions: DimensionExpressions,
  type: OnnxType,
  value: number,
  shape: DimensionForm[],
): string {
  const data = type === "float32" ? Float32Array.of(value) : type === "int32" ? Int32Array.of(value) : Uint8Array.of(value); // prettier-ignore
  const tensor: Initializer = { name: `${type} ${value}`, type, dims: [1], data };
  const name = expressions.list(shape);
  const known = expressions.nodes.length;
  const made = expressions.node("ConstantOfShape", [name, `${type} ${value}`]);
  if (expressions.nodes.length > known)
    Object.assign(expressions.nodes.at(-1)!, { inputs: [name], attributes: { value: { tensor } } });
  return made;
}

/** The number that all of an array are, or null. */
function repeated(data: ArrayLike<number>): number | null {
  for (let i = 1; i < data.length; i++) if (data[i] !== data[0]) return null;
  return data[0];
}

/** An output whose free dimensions are names or expressions of names; a dimension that follows no rule is a name of its own. */
function symbolic(
  info: ValueInfo,
  traces: readonly Traced[],
  output: number,
  dimensions: readonly FreeDimension[],
): ValueInfo {
  const dims = info.dims.map((_, axis) => {
    const form = fitDimension(
      traces.map(({ outputs }) => outputs[output].dims[axis] as number),
      dimensions,
    );
    if (form?.kind === "fixed") return form.value;
    if (form?.kind === "line" && form.divisor === 1) {
      const product = form.slope === 1 ? form.dimension : `${form.slope}*${form.dimension}`;
      return form.offset === 0 ? product : `${product}+${form.offset}`;
    }
    return `${info.name}.${axis}`;
  });
  return { ...info, dims };
}

function compareNodes(base: Traced, other: Traced): void {
  if (base.nodes.length !== other.nodes.length)
    refuse(`${base.nodes.length} and ${other.nodes.length} operators`);
  for (const [i, node] of base.nodes.entries()) {
    const twin = other.nodes[i];
    if (node.type !== twin.type) refuse(`operators ${node.type} and ${twin.type}`);
    if (node.inputs.join() !== twin.inputs.join()) refuse(`other inputs of ${node.type}`);
    const [own, others] = [node, twin].map(({ attributes }) => JSON.stringify(attributes, plain));
    if (own !== others) refuse(`${node.type} with ${own} and ${others}`);
  }
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

function sameConstant(a: Initializer, b: Initializer): boolean {
  if (a.dims.join() !== b.dims.join()) return false;
  if (a.data === b.data) return true;
  const bytes = ({ data }: Initializer) =>
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const [own, other] = [bytes(a), bytes(b)];
  return own.length === other.length && own.every((byte, i) => byte === other[i]);
}

function plain(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Uint8Array, Number) : value;
}

function refuse(what: string): never {
  throw new Error(
    `exportOnnx: expected a graph that depends on the free dimensions by its shapes alone, got recordings of several sizes with ${what}; write the function without constants of such a size, give "multiples" if it takes only some sizes, or export a fixed shape`,
  );
}

/**
 * Random graphs of TensorFlow.js's operations, values and gradients, against TensorFlow.js's cpu backend in double
 * precision, and gradients against differences of the loss too, because TensorFlow.js's own are not always right.
 *
 * The bound is the graph's own condition: in two runs of the oracle each kernel's result is changed by up to four
 * roundings of float32 (2⁻²², at random), and what comes out of `ort` may lie 16 times as far from the exact numbers
 * as these runs do, plus 2⁻²⁰ of the tensor's largest number. Where such changes move a result by more than a
 * thousandth, as at a jump, that result is not compared, and counted.
 */
import * as tf from "@tensorflow/tfjs-core";
import { below, oneOf, randomOf, type FuzzTarget } from "../../files/test/fuzz/fuzzTarget.ts";
import "../src/index.ts";
import { cpuBackend } from "../src/delegate/cpuBackend.ts";
import { graphOps } from "./graphOps.ts";
import { inFloat64 } from "./inFloat64.ts";

/** A value of a graph: an input, whose shape the parameters are, or an operation on earlier values. */
interface Step {
  op: string;
  /** Places of the values that it takes. */
  args: number[];
  params: number[];
}

interface Graph {
  /** Decides the numbers of the inputs. */
  seed: number;
  steps: Step[];
}

interface Result {
  name: string;
  shape: number[];
  values: number[];
}

const input = "input";
/** Largest number that a value may hold, and most of them. */
const [largest, most] = [1e3, 4000];

export const graphs: FuzzTarget<Graph> = {
  name: "graphs",
  tries:
    "random graphs of TensorFlow.js operations on ort, values and gradients, against its cpu backend in float64",
  memoryMiB: 1500,
  async make(random) {
    cpuBackend();
    await tf.setBackend("cpu");
    return tf.tidy(() => makeGraph(random) as never) as Graph;
  },
  async check(graph) {
    cpuBackend();
    await tf.setBackend("cpu");
    const exact = inFloat64(() => evaluate(graph));
    if (exact.some(({ values }) => !values.every(Number.isFinite))) return "not finite";
    const moved = [1, 2].map((run) =>
      inFloat64(() => perturbed(randomOf(graph.seed, "perturbed", run), () => evaluate(graph))),
    );
    const slopes = [2 ** -20, 2 ** -22].map((step) => inFloat64(() => slopeOf(graph, step)));
    await tf.setBackend("ort");
    const before = tf.memory().numTensors;
    const found = evaluate(graph);
    if (tf.memory().numTensors !== before) throw new Error(`expected ${before} tensors afterwards, got ${tf.memory().numTensors}`); // prettier-ignore
    const [value, ...gradients] = exact.map((result, i) => compare(result, found[i], moved.map((run) => run[i]))); // prettier-ignore
    const fail = (what: string): never => {
      throw new Error(`${what} in\n${textOf(graph)}`);
    };
    if (value !== null && value !== "the same") fail(value);
    const verdict = againstSlopes(graph, exact, found, slopes);
    if (verdict === "neither") fail(`expected a gradient along which the loss changes by ${slopes[1]}, got another`); // prettier-ignore
    if (verdict === "right where TensorFlow.js is wrong") return verdict;
    for (const gradient of gradients)
      if (gradient !== null && gradient !== "the same") fail(gradient);
    return [value, ...gradients].includes(null) ? "the same where not too sensitive" : "the same";
  },
  *smaller({ seed, steps }) {
    for (let length = 1; length < steps.length; length++) yield { seed, steps: needed(steps.slice(0, length)) }; // prettier-ignore
    for (const [at, step] of steps.entries()) {
      if (step.op === input || step.args.length === 0) continue;
      yield { seed, steps: needed(steps, at) };
      const without = steps.map(({ args, ...rest }) => ({ ...rest, args: args.map((arg) => (arg === at ? step.args[0] : arg)) })); // prettier-ignore
      if (at < steps.length - 1) yield { seed, steps: needed(without) };
    }
  },
};

function makeGraph(random: () => number): Graph {
  const seed = below(random, 2 ** 31);
  const steps: Step[] = [];
  const shapes: number[][] = [];
  const values: tf.Tensor[] = [];
  const addInput = (shape: number[]): number => {
    steps.push({ op: input, args: [], params: shape });
    values.push(inputOf(seed, steps.length - 1, shape));
    return shapes.push(shape) - 1;
  };
  const base = Array.from({ length: random() < 0.5 ? 4 : below(random, 6) }, () => 1 + below(random, 6)); // prettier-ignore
  for (let n = 1 + below(random, 3); n > 0; n--)
    addInput(steps.length === 0 ? base : base.slice(random() < 0.3 ? below(random, base.length + 1) : 0).map((side) => (random() < 0.25 ? 1 : side))); // prettier-ignore
  const wanted = 1 + below(random, 12);
  for (let made = 0, tries = 0; made < wanted && tries < 200; tries++) {
    const op = oneOf(random, Object.keys(graphOps));
    const { draw, takes = 1, needs, apply } = graphOps[op];
    const args = Array.from({ length: takes }, () => random() < 0.6 ? steps.length - 1 - below(random, Math.min(3, steps.length)) : below(random, steps.length)); // prettier-ignore
    const params = draw(args.map((arg) => shapes[arg]), random); // prettier-ignore
    if (params === null) continue;
    if (takes === 2 && args[0] === args[1] && random() < 0.9) continue;
    const further = needs?.(args.map((arg) => shapes[arg]), params) ?? []; // prettier-ignore
    if (further.some((shape) => sizeOf(shape) > most)) continue;
    const all = [...args, ...further.map(addInput)];
    const value = apply(all.map((arg) => values[arg]), params); // prettier-ignore
    if (value.size > most || value.size === 0 || !value.dataSync().every((x) => Math.abs(x) < largest)) continue; // prettier-ignore
    steps.push({ op, args: all, params });
    values.push(value);
    shapes.push(value.shape);
    made++;
  }
  return { seed, steps: needed(steps) };
}

/** Numbers of an input, exact in float32, spread over [-2, 2]. */
function inputOf(seed: number, place: number, shape: number[]): tf.Tensor {
  const random = randomOf(seed, "input", place);
  const values = Array.from({ length: sizeOf(shape) }, () => Math.fround(4 * random() - 2));
  return tf.tensor(values, shape, "float32");
}

const sizeOf = (shape: number[]): number => shape.reduce((a, b) => a * b, 1);

/** The steps that the last one, or a given one, needs, and the first input. */
function needed(steps: Step[], last = steps.length - 1): Step[] {
  const keep = new Set([0, last]);
  for (let at = last; at >= 0; at--)
    if (keep.has(at)) for (const arg of steps[at].args) keep.add(arg);
  const places = new Map([...keep].toSorted((a, b) => a - b).map((at, place) => [at, place]));
  return [...places.keys()].map((at) => ({ ...steps[at], args: steps[at].args.map((arg) => places.get(arg)!) })); // prettier-ignore
}

/** The loss at the inputs: a weighted sum of the last value's numbers, and half of each input, so that it hangs on all. */
function lossOf({ seed, steps }: Graph, inputs: tf.Tensor[]): { loss: tf.Scalar; last: tf.Tensor } {
  const values: tf.Tensor[] = [];
  let next = 0;
  for (const { op, args, params } of steps)
    values.push(op === input ? inputs[next++] : graphOps[op].apply(args.map((arg) => values[arg]), params)); // prettier-ignore
  const last = values.at(-1)!;
  const parts = inputs.map((x) => tf.mul(tf.sum(x), 0.5));
  return {
    last,
    loss: tf.addN([tf.sum(tf.mul(last, inputOf(seed, -1, last.shape))), ...parts]) as tf.Scalar,
  };
}

function inputsOf({ seed, steps }: Graph): tf.Tensor[] {
  const places = steps.flatMap(({ op }, place) => (op === input ? [place] : []));
  return places.map((place) => inputOf(seed, place, steps[place].params));
}

/** The last value, and the gradients of the loss to each input. */
function evaluate(graph: Graph): Result[] {
  return tf.tidy(() => {
    const inputs = inputsOf(graph).map((x) => tf.mul(x, 1)); // of a kernel, which can be perturbed
    const { last } = lossOf(graph, inputs);
    const gradients = tf.grads((...given) => lossOf(graph, given).loss)(inputs);
    const results = [last, ...gradients].map((tensor, i): Result => ({
      name: i === 0 ? "the value" : `the gradient to input ${i}`,
      shape: tensor.shape,
      values: Array.from(tensor.dataSync()),
    }));
    return results as never;
  }) as unknown as Result[];
}

/** A direction in the space of the inputs, by the seed. */
const directionOf = ({ seed }: Graph, place: number, size: number): number[] => {
  const random = randomOf(seed, "direction", place);
  return Array.from({ length: size }, () => 2 * random() - 1);
};

/** How fast the loss changes along the direction, by a difference over a step each way. */
function slopeOf(graph: Graph, step: number): number {
  const lossAt = (length: number): number =>
    tf.tidy(() => {
      const inputs = inputsOf(graph).map(
        (x, place) =>
        tf.add(x, tf.tensor(directionOf(graph, place, x.size).map((value) => length * value), x.shape)), // prettier-ignore
      );
      return lossOf(graph, inputs).loss.dataSync()[0] as never;
    }) as unknown as number;
  return (lossAt(step) - lossAt(-step)) / (2 * step);
}

/** Whose gradients are the slope: checked to a thousandth of what they add up to. */
function againstSlopes(
  graph: Graph,
  exact: Result[],
  found: Result[],
  slopes: number[],
): "both" | "neither" | "unclear" | "right where TensorFlow.js is wrong" {
  // prettier-ignore
  const along = (results: Result[]) => {
    const parts = results.slice(1).flatMap(({ values }, place) => {
      const direction = directionOf(graph, place, values.length);
      return values.map((value, i) => value * direction[i]);
    });
    return { slope: parts.reduce((a, b) => a + b, 0), size: parts.reduce((a, b) => a + Math.abs(b), 0) }; // prettier-ignore
  };
  const [wide, narrow] = slopes;
  const [theirs, ours] = [along(exact), along(found)];
  const near = 1e-3 * Math.max(theirs.size, ours.size);
  if (!(Math.abs(wide - narrow) < near / 10)) return "unclear"; // a jump or a corner in between
  if (Math.abs(theirs.slope - narrow) < near) return "both";
  return Math.abs(ours.slope - narrow) < near ? "right where TensorFlow.js is wrong" : "neither";
}

/** Kernels that do not round. */
const exactKernels = /^(Reshape|Identity|Cast|Max|Min|Maximum|Minimum|MaxPool|Relu|Relu6|Neg|Abs|Sign|Step|Floor|Round|ClipByValue|Select|Greater|GreaterEqual|Less|LessEqual|Equal|NotEqual|Logical.*|Transpose|Slice|StridedSlice|Concat|SplitV|Pack|Unpack|GatherV2|PadV2|MirrorPad|Tile|Reverse|ExpandDims|TopK|ArgMax|Fill|Zeros.*|Ones.*|Range|OneHot|.*ToSpace.*|.*ToBatch.*|ResizeNearestNeighbor)$/; // prettier-ignore

/** Computes on the cpu backend with each number that a kernel rounds changed by up to 2⁻²² of itself. */
function perturbed<T>(random: () => number, compute: () => T): T {
  const kernels = tf.getKernelsForBackend("cpu").filter(({ kernelName }) => !exactKernels.test(kernelName)); // prettier-ignore
  const plain = kernels.map(({ kernelFunc }) => kernelFunc);
  for (const [i, kernel] of kernels.entries())
    kernel.kernelFunc = (given) => {
      const outputs = plain[i](given);
      for (const { dataId, dtype } of [outputs].flat())
        if (dtype === "float32") {
          const values = (given.backend as { readSync(id: object): Float32Array }).readSync(dataId);
          for (const [at, value] of values.entries())
            values[at] = value * (1 + (2 * random() - 1) * 2 ** -22);
        }
      return outputs;
    };
  try {
    return compute();
  } finally {
    for (const [i, kernel] of kernels.entries()) kernel.kernelFunc = plain[i];
  }
}

/** Numbers below the smallest normal one of float32 lose bits, or are 0. */
const underflow = 2 ** -126;

/** Null where a result is too sensitive to compare, else "the same" or what differs by more than rounding explains. */
function compare({ name, shape, values }: Result, found: Result, moved: Result[]): string | null {
  if (String(found.shape) !== String(shape)) return `expected ${name} of shape [${shape}], got [${found.shape}]`; // prettier-ignore
  const size = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  let spread = 0;
  for (const other of moved) for (const [i, value] of other.values.entries()) spread = Math.max(spread, Math.abs(value - values[i])); // prettier-ignore
  if (!(spread <= 1e-3 * size)) return null;
  const allowed = 16 * spread + 2 ** -20 * size + underflow;
  const at = values.findIndex((value, i) => !(Math.abs(found.values[i] - value) <= allowed));
  if (at < 0) return "the same";
  return `expected ${values[at]} ± ${allowed.toPrecision(2)} at ${at} of ${name}, got ${found.values[at]}`;
}

function textOf({ seed, steps }: Graph): string {
  const lines = steps.map(({ op, args, params }, i) => `  x${i} = ${op}(${[...args.map((arg) => `x${arg}`), `[${params}]`].join(", ")})`); // prettier-ignore
  return [`  seed ${seed}`, ...lines].join("\n");
}

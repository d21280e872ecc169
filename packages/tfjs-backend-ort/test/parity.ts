import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import "../src/index.ts";
import { cpuBackend } from "../src/delegate/cpuBackend.ts";
import { delegations } from "../src/delegate/delegate.ts";
import { seeded } from "../../metrics/test/seeded.ts";

/** A tensor of one case: random numbers by default, or these values. */
export interface Given {
  shape: number[];
  dtype: "float32" | "int32" | "bool";
  values: number[];
}

/** One function of tensors that `ort` has to compute as TensorFlow.js's cpu backend does. */
export interface ParityCase {
  of: string;
  inputs: Given[];
  fn: (...inputs: never[]) => tf.Tensor | tf.Tensor[];
  /** Whether the gradients to the float inputs are compared too. Default true. */
  gradient?: boolean;
  /** Largest difference, relative to 1 + the value's size. Default 1e-5: sums of some hundred floats. */
  tolerance?: number;
  /** Kernels that may go to the cpu backend. Default none. */
  delegated?: string[];
}

/** Floats evenly spread over `[low, high)`, the same for the same shape. */
export function floats(shape: number[], low = -2, high = 2): Given {
  const random = seeded(shape.reduce((seed, side) => 31 * seed + side, 17));
  const values = Array.from({ length: size(shape) }, () => low + (high - low) * random());
  return { shape, dtype: "float32", values: values.map(Math.fround) };
}

/** Integers in `[low, high)`. */
export function ints(shape: number[], low = -9, high = 10): Given {
  const values = floats(shape, low, high).values.map(Math.floor);
  return { shape, dtype: "int32", values };
}

export function bools(shape: number[]): Given {
  return { shape, dtype: "bool", values: ints(shape, 0, 2).values };
}

/** These numbers. */
export function exactly(
  values: number[],
  shape: number[] = [values.length],
  dtype: Given["dtype"] = "float32",
): Given {
  return { shape, dtype, values };
}

/** How the numbers of an input lie in memory when the kernel under test meets them. */
type Layout = "as given" | "transposed" | "out of a convolution";

/**
 * Computes the case on both backends and expects equal types, shapes and numbers, gradients
 * included, and as many tensors after it as before. On `ort` each case runs with its inputs stored
 * in TensorFlow.js's order, in the reverse order, and (images) in the order convolutions leave.
 */
export async function expectParity(c: ParityCase): Promise<void> {
  cpuBackend(); // for its silence
  await tf.setBackend("cpu");
  const wanted = evaluate(c, "as given");
  await tf.setBackend("ort");
  const images = c.inputs.some(({ shape, dtype }) => shape.length === 4 && dtype === "float32");
  const layouts: Layout[] = ["as given"];
  if (c.inputs.every(({ values }) => values.length > 0)) layouts.push("transposed");
  if (images) layouts.push("out of a convolution");
  for (const layout of layouts) {
    const before = { ...tf.memory() };
    const handed = delegations();
    const results = evaluate(c, layout);
    const after = tf.memory();
    expect(after.numTensors, "tensors left behind").toBe(before.numTensors);
    expect(after.numDataBuffers, "memory left behind").toBe(before.numDataBuffers);
    const delegated = newNames(handed, delegations());
    expect(delegated, "kernels not computed by ONNX Runtime").toEqual(c.delegated ?? []);
    for (const [i, result] of results.entries())
      expectClose(result, wanted[i], layout, c.tolerance);
  }
}

interface Result {
  name: string;
  shape: number[];
  dtype: string;
  values: number[];
}

function evaluate({ inputs, fn, gradient = true }: ParityCase, layout: Layout): Result[] {
  return tf.tidy(() => {
    const fed = inputs.map((given) => tensor(given, layout));
    const laid = () => inputs.map((given, i) => lay(fed[i], given, layout));
    const outputs = [fn(...(laid() as never[]))].flat();
    const results = outputs.map((output, i) => read(`output ${i}`, output));
    if (!gradient) return results as never;
    const floating = inputs.flatMap(({ dtype }, i) => (dtype === "float32" ? [i] : []));
    const loss = (...given: tf.Tensor[]): tf.Scalar => {
      const all = [...fed];
      for (const [place, i] of floating.entries()) all[i] = given[place];
      const ready = inputs.map((spec, i) => lay(all[i], spec, layout));
      const parts = [fn(...(ready as never[]))]
        .flat()
        .filter(({ dtype }) => dtype === "float32")
        .map((output) => tf.sum(tf.mul(output, tensor(floats(output.shape), "as given"))));
      return parts.reduce((sum, part) => tf.add(sum, part)) as tf.Scalar;
    };
    const gradients = tf.grads(loss)(floating.map((i) => fed[i]));
    for (const [place, i] of floating.entries()) {
      const upstream = gradients[place];
      // The gradient of what was fed, in the order of the input itself.
      const back = layout === "transposed" && upstream.rank > 1 ? tf.transpose(upstream) : upstream;
      results.push(read(`gradient to input ${i}`, back));
    }
    return results as never;
  }) as unknown as Result[];
}

/** The tensor to feed, from which {@link lay} makes the input. */
function tensor({ values, shape, dtype }: Given, layout: Layout): tf.Tensor {
  const plain = tf.tensor(values, shape, dtype);
  if (layout !== "transposed" || shape.length < 2) return plain;
  const turned = tf.transpose(plain);
  return tf.tensor(turned.dataSync(), turned.shape, dtype);
}

function lay(fed: tf.Tensor, { shape, dtype }: Given, layout: Layout): tf.Tensor {
  if (layout === "transposed" && shape.length > 1) return tf.transpose(fed);
  if (layout !== "out of a convolution" || shape.length !== 4 || dtype !== "float32") return fed;
  const [, , , c] = shape;
  const same = tf.reshape(tf.eye(c), [1, 1, c, c]) as tf.Tensor4D;
  return tf.conv2d(fed as tf.Tensor4D, same, 1, "valid");
}

function read(name: string, output: tf.Tensor): Result {
  const { shape, dtype } = output;
  return { name, shape, dtype, values: Array.from(output.dataSync() as Float32Array) };
}

function expectClose(got: Result, wanted: Result, layout: Layout, tolerance = 1e-5): void {
  const where = `${got.name} of inputs ${layout}`;
  expect([where, got.shape, got.dtype]).toEqual([where, wanted.shape, wanted.dtype]);
  for (const [i, value] of wanted.values.entries()) {
    const other = got.values[i];
    const close =
      Object.is(value, other) ||
      value === other ||
      Math.abs(value - other) <= tolerance * (1 + Math.abs(value));
    if (!close) expect.fail(`${where}: expected ${value} at ${i}, got ${other}`);
  }
}

function newNames(before: Record<string, number>, after: Record<string, number>): string[] {
  return Object.keys(after).filter((name) => after[name] !== before[name]);
}

function size(shape: number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

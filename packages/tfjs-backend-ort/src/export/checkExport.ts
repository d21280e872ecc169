import {
  type Tensor,
  clone,
  dispose,
  engine,
  setBackend,
  tensor,
  tidy,
  util,
} from "@tensorflow/tfjs-core";
import type { OrtBackend } from "../backend.ts";
import type { OrtTensor } from "../binding/ortBinding.ts";
import { BACKEND } from "../register.ts";
import { type ExportInput, dimsOf } from "./exportInput.ts";
import { type FreeDimension, freeDimensions } from "./freeDimensions.ts";
import type { ExportFunction } from "./traceFunction.ts";

/** Options of {@link checkExport}. */
export interface CheckOptions {
  inputs: Record<string, ExportInput>;
  params?: Record<string, Tensor>;
  multiples?: Record<string, number>;
  /** The largest difference of two floats that is allowed, relative to 1 + the output's largest number. Default 1e-4. */
  tolerance?: number;
}

/**
 * Runs an exported file and the function it came from on the same random inputs, at two sizes of the
 * free dimensions that the recording never saw, and compares types, shapes and numbers. Floats are drawn
 * from [-1, 1), bytes from 0 to 255, integers and bools from 0 and 1.
 *
 * @returns The largest difference of two floats, relative to 1 + the output's largest number.
 * @throws {Error} If they disagree. The message names the output and the place.
 */
export async function checkExport(
  bytes: Uint8Array,
  fn: ExportFunction,
  { inputs, params = {}, multiples, tolerance = 1e-4 }: CheckOptions,
): Promise<number> {
  const previous = engine().backendName;
  if (previous !== BACKEND) await setBackend(BACKEND);
  const { binding } = engine().backend as OrtBackend;
  const session = await binding.open(bytes);
  try {
    const dimensions = freeDimensions(inputs, multiples);
    let worst = 0;
    for (const round of dimensions.length ? [0, 1] : [0]) {
      const sizes = checkSizes(dimensions, multiples, round);
      const given = Object.entries(inputs).map(([name, input], i) => {
        const shape = dimsOf(input, sizes);
        return { name, ...random(input, shape, 2 * i + round + 1), shape };
      });
      const wanted = await evaluate(fn, given, params);
      const feeds = Object.fromEntries(
        given.map(({ name, type, data, shape }) => [name, binding.tensor(type, data, shape)]),
      );
      const found = await session.run(feeds, Object.keys(wanted));
      for (const [name, tensors] of Object.entries(wanted))
        worst = Math.max(worst, compare(name, found[name], tensors, tolerance));
    }
    return worst;
  } finally {
    await session.release();
    if (previous !== BACKEND) await setBackend(previous);
  }
}

/** Small sizes, other than those of the recordings. */
function checkSizes(
  dimensions: readonly FreeDimension[],
  multiples: Record<string, number> = {},
  round: number,
): Record<string, number> {
  return Object.fromEntries(
    dimensions.map(({ name }) => {
      if (name === "batch" && !multiples[name]) return [name, 2 + round];
      const multiple = multiples[name] ?? 1;
      return [name, multiple * (Math.ceil(64 / multiple) + 3 * round)];
    }),
  );
}

interface Given {
  name: string;
  shape: number[];
  type: "float32" | "int32" | "bool" | "uint8";
  data: Float32Array | Int32Array | Uint8Array;
}

function random(
  { dtype = "float32" }: ExportInput,
  shape: number[],
  seed: number,
): Pick<Given, "type" | "data"> {
  const length = util.sizeFromShape(shape);
  let state = seed;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const draw = (value: (uniform: number) => number) => Array.from({ length }, () => value(next()));
  switch (dtype) {
    case "float32":
      return { type: dtype, data: Float32Array.from(draw((uniform) => 2 * uniform - 1)) };
    case "uint8":
      return { type: dtype, data: Uint8Array.from(draw((uniform) => Math.floor(256 * uniform))) };
    case "int32":
      return { type: dtype, data: Int32Array.from(draw(Math.round)) };
    case "bool":
      return { type: dtype, data: Uint8Array.from(draw(Math.round)) };
  }
}

interface Wanted {
  shape: number[];
  dtype: string;
  data: ArrayLike<number>;
}

async function evaluate(
  fn: ExportFunction,
  given: readonly Given[],
  params: Record<string, Tensor>,
): Promise<Record<string, Wanted>> {
  const tensors = Object.fromEntries(
    given.map(({ name, shape, type, data }) => [
      name,
      tensor(type === "uint8" ? Float32Array.from(data) : data, shape, ofTfjs(type)),
    ]),
  );
  // Copies: the function may return what it was given.
  const results = tidy(() => {
    const found = Object.entries(fn(tensors, params));
    return Object.fromEntries(found.map(([name, result]) => [name, clone(result)]));
  });
  try {
    const wanted: Record<string, Wanted> = {};
    for (const [name, result] of Object.entries(results))
      wanted[name] = { shape: result.shape, dtype: result.dtype, data: await result.data() };
    return wanted;
  } finally {
    dispose(results);
    dispose(tensors);
  }
}

function ofTfjs(type: Given["type"]): "float32" | "int32" | "bool" {
  return type === "uint8" ? "float32" : type;
}

function compare(name: string, found: OrtTensor, wanted: Wanted, tolerance: number): number {
  const describe = (type: string, shape: readonly number[]) => `${type} [${shape.join()}]`;
  const [own, other] = [describe(found.type, found.dims), describe(wanted.dtype, wanted.shape)];
  if (own !== other) disagree(`the file gives ${own} for "${name}", the function ${other}`);
  const values = found.data as Float32Array;
  let largest = 0;
  for (const value of values) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value)); // prettier-ignore
  const scale = wanted.dtype === "float32" ? 1 + largest : Infinity;
  let worst = 0;
  for (let i = 0; i < values.length; i++) {
    const [a, b] = [Number(values[i]), Number(wanted.data[i])];
    if (Object.is(a, b) || a === b) continue;
    const difference = Math.abs(a - b) / scale;
    if (!(difference <= tolerance) || wanted.dtype !== "float32")
      disagree(`the file gives ${a} for "${name}" at ${i}, the function ${b}`);
    worst = Math.max(worst, difference);
  }
  return worst;
}

function disagree(how: string): never {
  throw new Error(
    `checkExport: expected the file to compute what the function does on random inputs, but ${how}; if random inputs make no sense for it, export with check: false and compare on your own`,
  );
}

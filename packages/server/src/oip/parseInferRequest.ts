import type { DetectorMetadata } from "@flawlens/inference";
import { HTTPException } from "hono/http-exception";
import { modelTensors } from "./modelTensors.ts";
import type { OutputSpec } from "./modelTensors.ts";

/** What a client asks a model to compute. */
export interface InferRequest {
  id?: string;
  /** `[count, height, width, 3]`, RGB. */
  images: Uint8Array;
  count: number;
  /** The outputs that were asked for, in order, and whether each is sent as bytes or as JSON. */
  outputs: { spec: OutputSpec; binary: boolean }[];
}

/**
 * Reads a request of the Open Inference Protocol, version 2, with the extension for binary tensors.
 *
 * @param body - JSON; bytes of tensors follow it where `headerLength` says where it ends.
 * @param headerLength - The header `Inference-Header-Content-Length`.
 * @throws {HTTPException} 400 if the request is not one, or does not fit the detector.
 *
 * @see https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 * @see https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
 */
export function parseInferRequest(
  metadata: DetectorMetadata,
  body: Uint8Array,
  headerLength: string | undefined,
): InferRequest {
  const jsonLength = headerLength === undefined ? body.length : Number(headerLength);
  if (!Number.isInteger(jsonLength) || jsonLength < 0 || jsonLength > body.length)
    throw refused(
      `expected Inference-Header-Content-Length of at most ${body.length}, got ${shown(headerLength)}`,
    );
  const request = recordAt(parseJson(body.subarray(0, jsonLength)), "the request");
  const { id, parameters } = request;
  if (id !== undefined && typeof id !== "string")
    throw refused(`expected a string as id, got ${shown(id)}`);
  const { inputs, outputs } = modelTensors(metadata);
  const binaryDefault = parameters && recordAt(parameters, "parameters").binary_data_output;
  const tensor = onlyInput(request.inputs, inputs[0].name);
  const count = countOf(tensor, inputs[0].shape);
  const size = count * inputs[0].shape.slice(1).reduce((product, side) => product * side, 1);
  return {
    ...(id === undefined ? {} : { id }),
    count,
    images: valuesOf(tensor, body.subarray(jsonLength), size),
    outputs: outputsOf(request.outputs, outputs, binaryDefault === true),
  };
}

type Json = Record<string, unknown>;

function onlyInput(inputs: unknown, name: string): Json {
  if (!Array.isArray(inputs) || inputs.length !== 1)
    throw refused(`expected one input, ${name}, got ${shown(inputs)}`);
  const tensor = recordAt(inputs[0], "inputs[0]");
  if (tensor.name !== name) throw refused(`expected the input ${name}, got ${shown(tensor.name)}`);
  if (tensor.datatype !== "UINT8")
    throw refused(`expected ${name} of datatype UINT8, got ${shown(tensor.datatype)}`);
  return tensor;
}

function countOf({ shape }: Json, wanted: readonly number[]): number {
  const fits =
    Array.isArray(shape) &&
    shape.length === wanted.length &&
    shape.every((side: unknown, i) => (i === 0 ? isCount(side) : side === wanted[i]));
  if (!fits)
    throw refused(
      `expected images of shape [N, ${wanted.slice(1).join(", ")}] with N from 1, got ${shown(shape)}`,
    );
  return (shape as number[])[0];
}

/** Sides are at most 8192, so that no product of a count and them is inexact. */
function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 2 ** 20;
}

function valuesOf({ data, parameters }: Json, bytes: Uint8Array, size: number): Uint8Array {
  const binary = parameters && recordAt(parameters, "parameters of an input").binary_data_size;
  if (binary !== undefined) {
    if (data !== undefined) throw refused("expected data or binary_data_size, got both");
    if (binary !== size || bytes.length !== size)
      throw refused(
        `expected ${size} bytes of images, got binary_data_size ${shown(binary)} and ${bytes.length} bytes`,
      );
    return bytes;
  }
  if (bytes.length > 0) throw refused("expected binary_data_size for the bytes after the JSON");
  if (!Array.isArray(data)) throw refused(`expected data of images as a list, got ${shown(data)}`);
  const images = new Uint8Array(size);
  if (fill(images, data, 0, 0) !== size)
    throw refused(`expected ${size} numbers as data of images, got fewer`);
  return images;
}

/** Deepest nesting of `data`: the dimensions of a tensor. */
const deepest = 4;

/** Copies a list, nested or flat, from `at` on; returns where it ended. */
function fill(to: Uint8Array, list: readonly unknown[], at: number, depth: number): number {
  for (const value of list) {
    if (Array.isArray(value) && depth < deepest) {
      at = fill(to, value, at, depth + 1);
      continue;
    }
    if (at >= to.length) throw refused(`expected ${to.length} numbers as data of images, got more`);
    if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 255)
      throw refused(`expected whole numbers from 0 to 255 as data of images, got ${shown(value)}`);
    to[at++] = value as number;
  }
  return at;
}

function outputsOf(
  asked: unknown,
  specs: readonly OutputSpec[],
  binaryDefault: boolean,
): InferRequest["outputs"] {
  if (asked === undefined || (Array.isArray(asked) && asked.length === 0))
    return specs.map((spec) => ({ spec, binary: binaryDefault }));
  if (!Array.isArray(asked) || asked.length > specs.length)
    throw refused(`expected at most ${specs.length} outputs, got ${shown(asked)}`);
  return asked.map((value: unknown, i) => {
    const { name, parameters } = recordAt(value, `outputs[${i}]`);
    const spec = specs.find((one) => one.name === name);
    if (!spec)
      throw refused(
        `expected outputs among ${specs.map((one) => one.name).join(", ")}, got ${shown(name)}`,
      );
    const own = parameters && recordAt(parameters, `parameters of outputs[${i}]`).binary_data;
    return { spec, binary: typeof own === "boolean" ? own : binaryDefault };
  });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw refused(
      "expected a request in JSON, got another body; " +
        "bytes of tensors need the header Inference-Header-Content-Length",
    );
  }
}

function recordAt(value: unknown, place: string): Json {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw refused(`expected an object as ${place}, got ${shown(value)}`);
}

/** A value in a few characters; nothing deep, so that no request exhausts the stack. */
function shown(value: unknown): string {
  if (value === undefined) return "none";
  if (Array.isArray(value) && (value.length > 8 || value.some((part) => part instanceof Object)))
    return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return "an object";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

function refused(message: string): HTTPException {
  return new HTTPException(400, { message });
}

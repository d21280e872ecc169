/// <reference lib="dom" />
import type { InferenceSession } from "onnxruntime-web";
import { checkGraph } from "../run/_checkGraph.ts";
import { createDetector } from "../run/createDetector.ts";
import type { Detector } from "../run/detector.ts";
import { openDetectorFile } from "../openDetectorFile.ts";
import { ortSession } from "../_ortSession.ts";
import { onnxRuntime } from "./_onnxRuntime.ts";
import { readPixels } from "./readPixels.ts";
import type { WebImage } from "./readPixels.ts";

/** How a detector is run in a browser. */
export interface LoadOptions {
  /**
   * Threads of one run. Default: half of the processors, at most 4, where the page is isolated across origins (the
   * headers COOP and COEP); elsewhere browsers allow one.
   */
  threads?: number;
  /**
   * ONNX Runtime's execution providers in order of preference; default `["wasm"]`, whose numbers are those of Node.
   * `["webgpu", "wasm"]` uses a graphics card where the browser has one.
   */
  providers?: ("wasm" | "webgpu")[];
  /**
   * Where onnxruntime-web's `.wasm` and `.mjs` files are: a folder that ends with a slash, or each file. Default:
   * beside the bundle, where bundlers put them.
   */
  wasmPaths?: string | { wasm?: string; mjs?: string };
}

/**
 * Loads a detector file on ONNX Runtime for browsers.
 *
 * @param source - A `.onnx` that `flawlens train` or `exportDetector` wrote: a URL, a file, or its bytes.
 * @throws {RangeError} If the file is truncated, damaged (it differs from its checksum, or has none), not an ONNX
 *   model, not a FlawLens detector, of another format version, reads a second file, its graph does not fit its
 *   metadata, or no provider can be had.
 * @throws {Error} If it cannot be fetched, onnxruntime-web is missing, or the page has no WebCrypto: it has it by
 *   https and on localhost.
 *
 * @example
 * const detector = await loadDetector("/detector.onnx");
 * const { explanation } = await detector.predictImage(input.files[0]);
 */
export async function loadDetector(
  source: string | URL | Blob | ArrayBuffer | Uint8Array,
  { threads, providers = ["wasm"], wasmPaths }: LoadOptions = {},
): Promise<Detector<WebImage>> {
  const { bytes: read, name } = await bytesOf(source);
  const { bytes, metadata, validation } = await openDetectorFile(read, name);
  const usable = await usableProviders(providers);
  const runtime = await onnxRuntime(usable.includes("webgpu"));
  if (threads !== undefined) runtime.env.wasm.numThreads = threads;
  if (wasmPaths !== undefined) runtime.env.wasm.wasmPaths = wasmPaths;
  let created: InferenceSession;
  try {
    created = await runtime.InferenceSession.create(bytes, {
      executionProviders: usable,
      graphOptimizationLevel: "all",
    });
  } catch (cause) {
    throw new RangeError(
      `loadDetector: expected a model that ONNX Runtime runs on ${usable.join(", ")}, ` +
        `got ${name}: ${(cause as Error).message}`,
      { cause },
    );
  }
  const session = ortSession(created, (type, data, dims) => new runtime.Tensor(type, data, dims));
  checkGraph(name, metadata, session);
  return createDetector({
    metadata,
    session,
    read: (image: WebImage) => readPixels(image),
    validation,
  });
}

async function bytesOf(
  source: string | URL | Blob | ArrayBuffer | Uint8Array,
): Promise<{ bytes: Uint8Array; name: string }> {
  if (source instanceof Uint8Array) return { bytes: source, name: "the bytes" };
  if (source instanceof ArrayBuffer) return { bytes: new Uint8Array(source), name: "the bytes" };
  if (source instanceof Blob) {
    const name = "name" in source ? String(source.name) : "the blob";
    return { bytes: new Uint8Array(await source.arrayBuffer()), name };
  }
  const url = String(source);
  const refuse = (got: string, cause?: unknown) =>
    new Error(`loadDetector: expected a file to fetch at ${url}, got ${got}`, { cause });
  const response = await fetch(url).catch((cause: Error) => {
    throw refuse(cause.message, cause);
  });
  if (!response.ok) throw refuse(`${response.status} ${response.statusText}`);
  return { bytes: new Uint8Array(await response.arrayBuffer()), name: url };
}

/** The providers that this browser has, in order. */
async function usableProviders(asked: readonly string[]): Promise<string[]> {
  const known = ["wasm", "webgpu"];
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length > 0 || asked.length === 0)
    throw new RangeError(
      `loadDetector: expected providers among ${known.join(", ")}, got ${unknown.join(", ") || "none"}`,
    );
  const gpu = asked.includes("webgpu") && (await hasWebGpu());
  const usable = asked.filter((name) => name !== "webgpu" || gpu);
  if (usable.length > 0) return usable;
  throw new RangeError(
    'loadDetector: expected a browser with WebGPU, got one without; give providers ["webgpu", "wasm"]',
  );
}

async function hasWebGpu(): Promise<boolean> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
  return (await gpu?.requestAdapter().catch(() => null)) != null;
}

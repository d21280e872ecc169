import { findRuntime, type Runtime } from "@flawlens/onnx/runtime";
import { ortSession } from "../_ortSession.ts";
import type { Session } from "../run/session.ts";
import { physicalCores } from "./_physicalCores.ts";
import { createOnThread, type SentTensor } from "./_sessionThread.ts";
import { tellFallback } from "./_tellFallback.ts";

/** How a graph is run. */
export interface LoadOptions {
  /**
   * Threads of one run; default `FLAWLENS_THREADS` of the environment, or the physical cores, and with WebAssembly,
   * whose threads wait for each other by turning in circles, half of the processors, at most 4.
   */
  threads?: number;
  /**
   * ONNX Runtime's execution providers in order of preference. Default `["cpu", "wasm"]`: native code
   * (`onnxruntime-node`) where it is installed and loads, WebAssembly (`onnxruntime-web`) elsewhere, with a warning
   * once; `FLAWLENS_BINDING=web` of the environment makes the default `["wasm"]`. Others need their own binaries (see
   * the README of onnxruntime-node).
   */
  providers?: readonly string[];
}

/**
 * Loads a graph that takes images, as a detector's file holds, on ONNX Runtime. It computes on a thread that all
 * sessions of the process share.
 *
 * @param bytes - An ONNX model with the input `images`.
 * @param name - How the file is called in errors; default "the bytes".
 * @throws {RangeError} If ONNX Runtime does not run the model, or a provider cannot be had.
 * @throws {Error} If neither onnxruntime-node nor onnxruntime-web loads; says what to install.
 */
export async function openSession(
  bytes: Uint8Array,
  { threads, providers }: LoadOptions = {},
  name = "the bytes",
): Promise<Session> {
  const runtime = await findRuntime(providers, { caller: "loadDetector" });
  tellFallback(runtime);
  try {
    const session = await createOnThread(bytes, runtime, threads ?? usualThreads(runtime));
    return ortSession(session, (type, data, dims): SentTensor => ({ type, data, dims }));
  } catch (cause) {
    throw new RangeError(
      `loadDetector: expected a model that ONNX Runtime runs on ${runtime.providers.join(", ")}, ` +
        `got ${name}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** 0 leaves the number to ONNX Runtime. */
function usualThreads({ package: name }: Runtime): number {
  const own = name === "onnxruntime-web" ? 0 : physicalCores();
  return Number(process.env.FLAWLENS_THREADS) || own;
}

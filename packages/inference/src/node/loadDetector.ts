import { decodeImage, readImage } from "@flawlens/datasets";
import { checkGraph } from "../run/_checkGraph.ts";
import { createDetector } from "../run/createDetector.ts";
import type { Detector } from "../run/detector.ts";
import { openDetectorFile } from "../openDetectorFile.ts";
import { ortSession } from "../_ortSession.ts";
import { physicalCores } from "./_physicalCores.ts";
import { findRuntime } from "./findRuntime.ts";
import { readFile } from "./_readFile.ts";
import { createOnThread } from "./_sessionThread.ts";
import type { SentTensor, ThreadSession } from "./_sessionThread.ts";
import { tellFallback } from "./_tellFallback.ts";

/** How a detector is run. */
export interface LoadOptions {
  /** Threads of one run; default `FLAWLENS_THREADS` of the environment, or the physical cores. */
  threads?: number;
  /**
   * ONNX Runtime's execution providers in order of preference. Default `["cpu", "wasm"]`: native code
   * (`onnxruntime-node`) where it is installed and loads, WebAssembly (`onnxruntime-web`) elsewhere, with a warning
   * once; `FLAWLENS_BINDING=web` of the environment makes the default `["wasm"]`. Others need their own binaries (see
   * the README of onnxruntime-node).
   */
  providers?: string[];
}

/** What Node takes as an image beside pixels: the name of a file, or its bytes. PNG, JPEG, WebP, TIFF, BMP, GIF or AVIF. */
export type NodeImage = string | Uint8Array;

/**
 * Loads a detector file on ONNX Runtime.
 *
 * @param source - A `.onnx` that `flawlens train` or `exportDetector` wrote: its name, or its bytes.
 * @throws {RangeError} If the file is missing, no regular file, truncated, damaged (it differs from its
 *   checksum, or has none), not an ONNX model, not a FlawLens detector, of another format version, reads a
 *   second file, its graph does not fit its metadata, or a provider cannot be had.
 * @throws {Error} If neither onnxruntime-node nor onnxruntime-web loads; says what to install.
 *
 * @example
 * const detector = await loadDetector("detector.onnx");
 * for await (const prediction of detector.predict(["part.png"])) console.log(prediction.explanation);
 */
export async function loadDetector(
  source: string | Uint8Array,
  { threads = usualThreads(), providers }: LoadOptions = {},
): Promise<Detector<NodeImage>> {
  const name = typeof source === "string" ? source : "the bytes";
  const file = await openDetectorFile(
    typeof source === "string" ? await readFile(source) : source,
    name,
  );
  const session = ortSession(
    await createSession(name, file.bytes, threads, providers),
    (type, data, dims): SentTensor => ({ type, data, dims }),
  );
  checkGraph(name, file.metadata, session);
  return createDetector({
    metadata: file.metadata,
    session,
    read: (image: NodeImage, sizeOf) =>
      typeof image === "string" ? readImage(image, { sizeOf }) : decodeImage(image, { sizeOf }),
    validation: file.validation,
  });
}

function usualThreads(): number {
  return Number(process.env.FLAWLENS_THREADS) || physicalCores();
}

async function createSession(
  name: string,
  bytes: Uint8Array,
  threads: number,
  asked?: readonly string[],
): Promise<ThreadSession> {
  const runtime = await findRuntime(asked);
  tellFallback(runtime);
  try {
    return await createOnThread(bytes, runtime, threads);
  } catch (cause) {
    throw new RangeError(
      `loadDetector: expected a model that ONNX Runtime runs on ${runtime.providers.join(", ")}, ` +
        `got ${name}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

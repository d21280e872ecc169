import { decodeImage, readImage } from "@flawlens/datasets";
import { checkGraph } from "../run/_checkGraph.ts";
import { createDetector } from "../run/createDetector.ts";
import type { Detector } from "../run/detector.ts";
import { openDetectorFile } from "../openDetectorFile.ts";
import { ortSession } from "../_ortSession.ts";
import { onnxRuntime } from "./_onnxRuntime.ts";
import { physicalCores } from "./_physicalCores.ts";
import { readFile } from "./_readFile.ts";
import { createOnThread } from "./_sessionThread.ts";
import type { SentTensor, ThreadSession } from "./_sessionThread.ts";

/** How a detector is run. */
export interface LoadOptions {
  /** Threads of one run; default `FLAWLENS_THREADS` of the environment, or the physical cores. */
  threads?: number;
  /**
   * ONNX Runtime's execution providers in order of preference; default `["cpu"]`. Others need their own
   * binaries (see the README of onnxruntime-node).
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
 * @throws {Error} If onnxruntime-node is not installed.
 *
 * @example
 * const detector = await loadDetector("detector.onnx");
 * for await (const prediction of detector.predict(["part.png"])) console.log(prediction.explanation);
 */
export async function loadDetector(
  source: string | Uint8Array,
  { threads = usualThreads(), providers = ["cpu"] }: LoadOptions = {},
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
  providers: string[],
): Promise<ThreadSession> {
  const { listSupportedBackends } = await onnxRuntime();
  const known = listSupportedBackends().map((backend) => backend.name);
  const unknown = providers.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new RangeError(
      `loadDetector: expected providers among ${known.join(", ")}, got ${unknown.join(", ")}`,
    );
  try {
    return await createOnThread(bytes, {
      executionProviders: providers,
      graphOptimizationLevel: "all",
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // Threads that wait for the next run by turning in circles take the cores from decoding.
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    });
  } catch (cause) {
    throw new RangeError(
      `loadDetector: expected a model that ONNX Runtime runs on ${providers.join(", ")}, ` +
        `got ${name}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

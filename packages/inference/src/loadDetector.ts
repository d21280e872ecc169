import type { InferenceSession } from "onnxruntime-node";
import { readDetectorFile } from "./_detectorFile.ts";
import { physicalCores } from "./_physicalCores.ts";
import { onnxRuntime } from "./_onnxRuntime.ts";
import type { DetectorMetadata } from "./core/detectorMetadata.ts";
import { differs, shapeText, tensorShapes } from "./_tensorShapes.ts";
import { sessionDetector } from "./_sessionDetector.ts";
import type { Detector } from "./detector.ts";

/** How a detector is run. */
export interface LoadOptions {
  /** Threads of one run; default the physical cores. */
  threads?: number;
  /**
   * ONNX Runtime's execution providers in order of preference; default `["cpu"]`. Others need their own
   * binaries (see the README of onnxruntime-node).
   */
  providers?: string[];
}

/**
 * Loads a detector file on ONNX Runtime.
 *
 * @param file - A `.onnx` that `flawlens train` or `exportDetector` wrote.
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
  file: string,
  { threads = physicalCores(), providers = ["cpu"] }: LoadOptions = {},
): Promise<Detector> {
  const { bytes, metadata } = await readDetectorFile(file);
  const session = await createSession(file, bytes, threads, providers);
  checkGraph(file, metadata, session);
  const { Tensor } = await onnxRuntime();
  return sessionDetector(metadata, session, Tensor);
}

/** Throws unless the graph takes and gives what the metadata say. */
function checkGraph(file: string, metadata: DetectorMetadata, session: InferenceSession): void {
  const { inputs, outputs } = tensorShapes(metadata);
  for (const [wanted, found] of [
    [inputs, session.inputMetadata],
    [outputs, session.outputMetadata],
  ] as const)
    for (const [name, shape] of wanted) {
      const tensor = found.find((value) => value.name === name);
      const open = tensor?.isTensor && tensor.type === shape.type && tensor.shape.length === 0;
      if (open || (tensor?.isTensor && !differs(shape, { ...tensor, dims: tensor.shape })))
        continue;
      const got = tensor?.isTensor ? `${tensor.type} [${tensor.shape.join(", ")}]` : "none";
      throw new RangeError(
        `loadDetector: expected ${name} of ${shapeText(shape)} in the graph of ${file}, as its metadata ` +
          `say, got ${got}; export the detector again`,
      );
    }
}

async function createSession(
  file: string,
  bytes: Uint8Array,
  threads: number,
  providers: string[],
): Promise<InferenceSession> {
  const { InferenceSession, listSupportedBackends } = await onnxRuntime();
  const known = listSupportedBackends().map((backend) => backend.name);
  const unknown = providers.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new RangeError(
      `loadDetector: expected providers among ${known.join(", ")}, got ${unknown.join(", ")}`,
    );
  try {
    return await InferenceSession.create(bytes, {
      executionProviders: providers,
      graphOptimizationLevel: "all",
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
    });
  } catch (cause) {
    throw new RangeError(
      `loadDetector: expected a model that ONNX Runtime runs on ${providers.join(", ")}, ` +
        `got ${file}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

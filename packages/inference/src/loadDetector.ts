import { readFile } from "node:fs/promises";
import { InferenceSession, listSupportedBackends, Tensor } from "onnxruntime-node";
import type { Image } from "@flawlens/datasets";
import { imageBatch } from "./_imageBatch.ts";
import type { ImageBatch } from "./_imageBatch.ts";
import { physicalCores } from "./_physicalCores.ts";
import { parseDetectorMetadata } from "./detectorMetadata.ts";
import type { DetectorMetadata } from "./detectorMetadata.ts";
import { toPrediction, toScorePrediction } from "./prediction.ts";
import type { Prediction, ScorePrediction } from "./prediction.ts";
import { readOnnxMetadata } from "./readOnnxMetadata.ts";
import type { AnomalyMap } from "./resizeMap.ts";

/** What the file computes for a batch, untouched. */
export interface RawOutput {
  /** `[N, M]`. */
  scores: Float32Array;
  /** `[N, M, u, v]`: the network's own resolution; empty where not asked for. */
  maps: Float32Array;
  /** `[N, M, height, width]`: at the size of the input; empty where not asked for. */
  anomalyMaps: Float32Array;
  /** `[u, v]`; zeros where maps were not asked for. */
  mapSize: [number, number];
}

/** An exported detector, ready to run. */
export interface Detector {
  metadata: DetectorMetadata;
  /**
   * Verdicts with maps and regions. While one batch runs, the next is read: memory holds
   * two batches of input and every image's low-resolution maps.
   *
   * @param images - Files, or images already of the size `metadata.input`.
   * @param options - `batchSize`: images a run, 1 by default.
   * @returns One prediction an image, in order.
   * @throws {RangeError} If an image has another size.
   */
  predict(
    images: readonly (string | Image)[],
    options?: { batchSize?: number },
  ): Promise<Prediction[]>;
  /** As `predict`, without maps: nothing that only maps need is computed. */
  score(
    images: readonly (string | Image)[],
    options?: { batchSize?: number },
  ): Promise<ScorePrediction[]>;
  /**
   * The file's outputs for one batch.
   *
   * @param batch - `[N, height, width, 3]` RGB bytes.
   * @param outputs - Which to compute; all three by default.
   */
  raw(batch: Uint8Array, outputs?: readonly OutputName[]): Promise<RawOutput>;
  /** Gives the memory back; the detector cannot be used afterwards. */
  release(): Promise<void>;
}

export type OutputName = "scores" | "maps" | "anomalyMaps";
const outputNames: readonly OutputName[] = ["scores", "maps", "anomalyMaps"];

/**
 * Loads a detector file on ONNX Runtime.
 *
 * @param file - A `.onnx` written by a FlawLens exporter.
 * @param options - `threads`: threads of one run, the physical cores by default.
 *   `providers`: ONNX Runtime's execution providers in order of preference, `["cpu"]` by
 *   default; others need their own binaries (see the README of onnxruntime-node).
 * @throws {RangeError} If the file is missing, truncated, not an ONNX model, not a
 *   FlawLens detector, of another format version, or a provider cannot be had.
 *
 * @example
 * const detector = await loadDetector("detector.onnx");
 * const [prediction] = await detector.predict(["part.png"]);
 * prediction.types.scratch.score; // => 0.31
 */
export async function loadDetector(
  file: string,
  {
    threads = physicalCores(),
    providers = ["cpu"],
  }: { threads?: number; providers?: string[] } = {},
): Promise<Detector> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new RangeError(`loadDetector: expected a file to read at ${file}, got ${cause.code}`, {
      cause,
    });
  });
  const metadata = readMetadata(file, bytes);
  const session = await createSession(file, bytes, threads, providers);
  const missing = [
    ...["images"].filter((name) => !session.inputNames.includes(name)),
    ...outputNames.filter((name) => !session.outputNames.includes(name)),
  ];
  if (missing.length > 0)
    throw new RangeError(
      `loadDetector: expected input images and outputs ${outputNames.join(", ")} in ${file}, ` +
        `got none named ${missing.join(", ")}; export the detector again`,
    );
  return detector(metadata, session);
}

function readMetadata(file: string, bytes: Uint8Array): DetectorMetadata {
  try {
    const { flawlens } = readOnnxMetadata(bytes);
    if (flawlens === undefined)
      throw new RangeError(
        "expected a FlawLens detector, got an ONNX model without the metadata key flawlens; " +
          "write one with exportDetector",
      );
    return parseDetectorMetadata(flawlens);
  } catch (cause) {
    throw new RangeError(`loadDetector: cannot use ${file}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function createSession(
  file: string,
  bytes: Uint8Array,
  threads: number,
  providers: string[],
): Promise<InferenceSession> {
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

function detector(metadata: DetectorMetadata, session: InferenceSession): Detector {
  const { height, width } = metadata.input;
  const types = metadata.types.length;

  const raw: Detector["raw"] = async (batch, outputs = outputNames) => {
    const count = batch.length / (height * width * 3);
    if (!Number.isInteger(count) || count === 0)
      throw new RangeError(
        `raw: expected a batch of N x ${height} x ${width} x 3 bytes, got ${batch.length}`,
      );
    const result = await session.run(
      { images: new Tensor("uint8", batch, [count, height, width, 3]) },
      outputs,
    );
    const values = (name: OutputName) =>
      outputs.includes(name) ? (result[name].data as Float32Array) : new Float32Array(0);
    const [, , u, v] = outputs.includes("maps") ? result.maps.dims : [0, 0, 0, 0];
    return {
      scores: values("scores"),
      maps: values("maps"),
      anomalyMaps: values("anomalyMaps"),
      mapSize: [u, v],
    };
  };

  async function run<T>(
    images: readonly (string | Image)[],
    batchSize: number,
    outputs: readonly OutputName[],
    toResult: (output: RawOutput, i: number, batch: ImageBatch) => T,
  ): Promise<T[]> {
    if (!Number.isInteger(batchSize) || batchSize < 1)
      throw new RangeError(`predict: expected a batch size of at least 1, got ${batchSize}`);
    const results: T[] = [];
    let next = imageBatch(images.slice(0, batchSize), metadata.input);
    for (let start = 0; start < images.length; start += batchSize) {
      const batch = await next;
      next = imageBatch(images.slice(start + batchSize, start + 2 * batchSize), metadata.input);
      next.catch(() => {}); // reported when it is this batch's turn
      const output = await raw(batch.data, outputs);
      for (let i = 0; i < batch.count; i++) results.push(toResult(output, i, batch));
    }
    return results;
  }

  const scoresOf = (output: RawOutput, i: number) =>
    output.scores.subarray(i * types, (i + 1) * types);
  return {
    metadata,
    raw,
    predict: (images, { batchSize = 1 } = {}) =>
      run(images, batchSize, ["scores", "maps"], (output, i, batch) =>
        toPrediction(metadata, scoresOf(output, i), mapsOf(output, i, types), batch.original[i]),
      ),
    score: (images, { batchSize = 1 } = {}) =>
      run(images, batchSize, ["scores"], (output, i) =>
        toScorePrediction(metadata, scoresOf(output, i)),
      ),
    release: () => session.release(),
  };
}

/** The maps of image `i`, copied so that the batch's memory can go. */
function mapsOf({ maps, mapSize: [height, width] }: RawOutput, i: number, types: number) {
  const cells = height * width;
  return Array.from({ length: types }, (_, k): AnomalyMap => {
    const start = (i * types + k) * cells;
    return { data: maps.slice(start, start + cells), height, width };
  });
}

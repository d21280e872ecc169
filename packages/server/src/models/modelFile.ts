import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { decodeImage } from "@flawlens/datasets";
import { insideSize, loadDetector } from "@flawlens/inference";
import type { DetectorMetadata, LoadOptions, LookAt, Prediction } from "@flawlens/inference";
import type { LoadModel } from "./modelStore.ts";

/** How a detector file is served. */
export interface ModelFileOptions extends LoadOptions {
  /** Where to look in each image; default everywhere. */
  lookAt?: LookAt;
}

/**
 * A detector file as a model to serve. Its version is the beginning of the SHA-256 of its bytes.
 *
 * @param file - A `detector.onnx`; read each time the model is loaded.
 * @param options - As `loadDetector` takes them, and where to look.
 * @throws {RangeError} When it is loaded, what `loadDetector` throws; the message names the file.
 *
 * @example
 * const server = await createServer({ models: { parts: modelFile("detector.onnx") } });
 */
export function modelFile(file: string, { lookAt, ...options }: ModelFileOptions = {}): LoadModel {
  return async () => {
    const bytes = await readFile(file);
    const detector = await loadDetector(bytes, options).catch((cause: Error) => {
      throw new RangeError(`modelFile: cannot load ${file}: ${cause.message}`, { cause });
    });
    const { metadata } = detector;
    const sizeOf = sizeFor(metadata);
    const tiles = metadata.framing?.mode === "tiles";
    const version = versionOf(bytes);
    let reading: Promise<Uint8Array<ArrayBuffer> | null> | undefined; // one for all who ask meanwhile
    return {
      version,
      metadata,
      lookAt,
      decode: (image, { pixels }) => decodeImage(image, { sizeOf, mostPixels: pixels }),
      async predict(images) {
        const predictions: Prediction[] = [];
        const batch = detector.predict(images, {
          batchSize: tiles ? tilesAtATime : images.length,
          lookAt,
        });
        for await (const prediction of batch) predictions.push(prediction);
        return predictions;
      },
      infer: (batch, outputs) => detector.raw(batch, outputs),
      file: () =>
        (reading ??= readFile(file)
          .then((bytes) => (versionOf(bytes) === version ? bytes : null))
          .catch(() => null)
          .finally(() => (reading = undefined))),
      release: () => detector.release(),
    };
  };
}

function versionOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 12);
}

const tilesAtATime = 8;

interface Size {
  height: number;
  width: number;
}

/** The size that the detector needs an image in; none where it looks at tiles of the whole image. */
function sizeFor({ framing, input }: DetectorMetadata): ((original: Size) => Size) | undefined {
  if (framing?.mode === "tiles") return undefined;
  return framing?.mode === "letterbox" ? (original) => insideSize(original, input) : () => input;
}

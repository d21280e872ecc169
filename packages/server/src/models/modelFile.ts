import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { decodeImage } from "@flawlens/datasets";
import { insideSize, loadDetector } from "@flawlens/inference";
import type { DetectorMetadata, LoadOptions, Prediction } from "@flawlens/inference";
import type { LoadModel } from "./modelStore.ts";

/**
 * A detector file as a model to serve. Its version is the beginning of the SHA-256 of its bytes.
 *
 * @param file - A `detector.onnx`; read each time the model is loaded.
 * @param options - As `loadDetector` takes them.
 *
 * @example
 * const server = await createServer({ models: { parts: modelFile("detector.onnx") } });
 */
export function modelFile(file: string, options?: LoadOptions): LoadModel {
  return async () => {
    const bytes = await readFile(file);
    const detector = await loadDetector(bytes, options);
    const { metadata } = detector;
    const sizeOf = sizeFor(metadata);
    const tiles = metadata.framing?.mode === "tiles";
    return {
      version: createHash("sha256").update(bytes).digest("hex").slice(0, 12),
      metadata,
      decode: (image, { pixels }) => decodeImage(image, { sizeOf, mostPixels: pixels }),
      async predict(images) {
        const predictions: Prediction[] = [];
        const batch = detector.predict(images, { batchSize: tiles ? tilesAtATime : images.length });
        for await (const prediction of batch) predictions.push(prediction);
        return predictions;
      },
      infer: (batch, outputs) => detector.raw(batch, outputs),
      release: () => detector.release(),
    };
  };
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

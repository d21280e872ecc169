import { foldBatchNorm, imageTensor } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { writeWhole } from "@flawlens/files";
import type { Image } from "@flawlens/datasets";
import { exportOnnx } from "@flawlens/tfjs-backend-ort";
import type { Provenance } from "@flawlens/training";
import { dispose, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import type { Calibration } from "./calibrate.ts";
import type { Fcdd } from "./createFcdd.ts";
import { detectorMetadata } from "./detectorMetadata.ts";
import type { DetectorMetadata } from "./detectorMetadata.ts";
import { detect } from "./forward.ts";

/** What was written. */
export interface ExportedDetector {
  file: string;
  bytes: number;
  metadata: DetectorMetadata;
  /** How far the file's outputs are from the model's on the images compared. */
  differences: Differences;
}

/** Largest absolute differences; of maps also in units of the largest map value, if that is above 1. */
export interface Differences {
  scores: number;
  maps: number;
  relativeMaps: number;
  /** Images compared. */
  images: number;
}

/** Largest difference of a score, and of a map value in units of the largest, that is let through. */
const tolerance = 1e-4;

/**
 * Writes a detector as one `.onnx` file: preprocessing, network, scores and upsampled maps in the
 * graph, any batch size; types, thresholds, display ranges and provenance in its metadata. Batch
 * normalisation is folded into the convolutions.
 *
 * Before anything is written, the images given are run through the file and the model.
 *
 * | name | type | shape |
 * |---|---|---|
 * | `images` (input) | uint8 | `[N, height, width, 3]`, RGB |
 * | `scores` | float32 | `[N, M]` |
 * | `maps` | float32 | `[N, M, u, v]` |
 * | `anomalyMaps` | float32 | `[N, M, height, width]` |
 *
 * @param calibration - As {@link calibrate} gives it.
 * @param file - Written aside, synced and renamed: a file that was there is replaced whole or not
 *   at all.
 * @param options - `images`: at least one, of the detector's input size, to compare on; and where
 *   the detector comes from.
 * @throws {RangeError} If there is no image, one has another size, or the calibration is of
 *   other types.
 * @throws {Error} If file and model differ by more than 1e-4, or the file cannot be written.
 *
 * @example
 * const { differences } = await exportDetector(model, calibration, "detector.onnx", {
 *   images: [image],
 *   seed: 7,
 *   dataset: { name: manifest.name, hash: datasetHash(manifest) },
 * });
 */
export async function exportDetector(
  model: Fcdd,
  calibration: Pick<Calibration, "types" | "any">,
  file: string,
  { images, ...provenance }: { images: readonly Image[] } & Provenance,
): Promise<ExportedDetector> {
  if (images.length === 0)
    throw new RangeError("exportDetector: expected images to compare file and model on, got none");
  const metadata = detectorMetadata(model, calibration, provenance);
  const bytes = await encodeDetector(model, metadata);
  const differences = await compare(model, bytes, images);
  if (!(differences.scores <= tolerance && differences.relativeMaps <= tolerance))
    throw new Error(
      `exportDetector: expected the file to agree with the model within ${tolerance}, got scores off ` +
        `by ${differences.scores} and maps by ${differences.maps} on ${images.length} images; ` +
        `nothing was written to ${file}`,
    );
  await writeWhole(file, bytes, {
    message: (reason) =>
      `exportDetector: expected to write ${bytes.length} bytes to ${file}, got ${reason}; ` +
      `what was there before is untouched`,
  });
  return { file, bytes: bytes.length, metadata, differences };
}

/** The detector as the bytes of an ONNX model. */
async function encodeDetector(model: Fcdd, metadata: DetectorMetadata): Promise<Uint8Array> {
  const { height, width } = model.inputSize;
  const folded = await foldBatchNorm(model.spec, model.params);
  try {
    return await exportOnnx(
      ({ images }) => outputsOf(model, folded, images as Tensor4D),
      { images: { shape: ["batch", height, width, 3], dtype: "uint8" } },
      { metadata: { flawlens: JSON.stringify(metadata) } },
    );
  } finally {
    const own = new Set(Object.values(model.params));
    dispose(Object.values(folded).filter((tensor) => !own.has(tensor)));
  }
}

function outputsOf(model: Fcdd, params: Params, images: Tensor4D): Record<string, Tensor> {
  const { scores, maps } = detect(model, params, images);
  const anomalyMaps = model.upsampling.apply(maps, model.inputSize);
  const channelsFirst = (x: Tensor4D) => transpose(x, [0, 3, 1, 2]);
  return { scores, maps: channelsFirst(maps), anomalyMaps: channelsFirst(anomalyMaps) };
}

/** Runs the images through both, the first alone and the others in batches of up to 4. */
async function compare(
  model: Fcdd,
  bytes: Uint8Array,
  images: readonly Image[],
): Promise<Differences> {
  const { height, width } = model.inputSize;
  const session = await InferenceSession.create(bytes);
  const worst: Differences = { scores: 0, maps: 0, relativeMaps: 0, images: images.length };
  try {
    for (let start = 0; start < images.length; start += start === 0 ? 1 : 4) {
      const batch = images.slice(start, start === 0 ? 1 : start + 4);
      const expected = await modelOutputs(model, batch, start);
      const data = new Uint8Array(batch.length * height * width * 3);
      for (const [i, image] of batch.entries()) data.set(image.data, i * height * width * 3);
      const got = await session.run({
        images: new OrtTensor("uint8", data, [batch.length, height, width, 3]),
      });
      for (const [name, values] of Object.entries(expected)) {
        const { difference, largest } = furthest(values, got[name].data as Float32Array);
        if (name === "scores") {
          worst.scores = Math.max(worst.scores, difference);
          continue;
        }
        worst.maps = Math.max(worst.maps, difference);
        worst.relativeMaps = Math.max(worst.relativeMaps, difference / Math.max(1, largest));
      }
    }
  } finally {
    await session.release();
  }
  return worst;
}

async function modelOutputs(
  model: Fcdd,
  images: readonly Image[],
  start: number,
): Promise<Record<string, Float32Array>> {
  const outputs = tidy(() => {
    const input = imageTensor(images, model.inputSize, {
      idOf: (i) => `images[${start + i}]`,
      caller: "fcdd",
    });
    return outputsOf(model, model.params, input);
  });
  const values: Record<string, Float32Array> = {};
  for (const [name, tensor] of Object.entries(outputs))
    values[name] = (await tensor.data()) as Float32Array;
  dispose(outputs);
  return values;
}

/** The largest difference, infinite where a number is missing or not finite, and the largest value. */
function furthest(expected: Float32Array, got: Float32Array) {
  let difference = expected.length === got.length ? 0 : Infinity;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const apart = Math.abs(expected[i] - got[i]);
    difference = Math.max(difference, Number.isNaN(apart) ? Infinity : apart);
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return { difference, largest };
}

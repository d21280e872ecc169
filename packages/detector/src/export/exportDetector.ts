import { loadOptional } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import { writeWhole } from "@flawlens/files";
import { validationKey } from "@flawlens/inference/metadata";
import type { DetectorMetadata } from "@flawlens/inference/core";
import type { Framing } from "@flawlens/inference/images";
import { withChecksum } from "@flawlens/onnx";
import { transpose } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { Calibration } from "../calibration/calibrateImages.ts";
import { checkedOutputs } from "../_checkedOutputs.ts";
import type { Detector } from "../detector.ts";
import { foldedParams } from "../foldedParams.ts";
import { halfPixel } from "../maps/upsampling.ts";
import type { Provenance } from "../provenance.ts";
import { checkDifferences, compareFile } from "./compareFile.ts";
import type { Differences } from "./compareFile.ts";
import { detectorMetadata } from "./detectorMetadata.ts";
import { metadataTexts } from "./withCalibration.ts";

/** What was written. */
export interface ExportedDetector {
  file: string;
  bytes: number;
  metadata: DetectorMetadata;
  /** How far the file's outputs are from the detector's on the images compared. */
  differences: Differences;
}

/**
 * Writes a detector as one `.onnx` file: preprocessing, network, scores and upsampled maps in the
 * graph, any batch size; types, thresholds, scales, validation scores and provenance in its metadata, and a checksum that `loadDetector` checks. Batch
 * normalisation is folded into the convolutions.
 *
 * Before anything is written, the images given are run through the file and the detector; a difference, or a
 * NaN anywhere, is refused.
 *
 * | name | type | shape |
 * |---|---|---|
 * | `images` (input) | uint8 | `[N, height, width, 3]`, RGB |
 * | `scores` | float32 | `[N, M]` |
 * | `maps` | float32 | `[N, M, u, v]` |
 * | `anomalyMaps` | float32 | `[N, M, height, width]` |
 * | each extra, by its name | float32 | `[N, columns]` |
 * | `features`, of a detector with a {@link TrainableLast} part | float32 | `[N, channels, u, v]` |
 *
 * The weights of that part keep their names, so that it can be trained further from the file (`readTrainable`). A
 * detector that looks at images in tiles has no such part in its file.
 *
 * Needs `@flawlens/tfjs-backend-ort` and `onnxruntime-node` or `onnxruntime-web`, which are loaded when it is called.
 *
 * @param calibration - The thresholds and scales that `calibrate` gives.
 * @param file - Written aside, synced and renamed: a file that was there is replaced whole or not at all.
 * @param options - `images`: at least one, of the detector's input size, to compare on; where the detector comes
 *   from; and `framing`: how images were brought to its input in training, default stretched.
 * @throws {RangeError} If there is no image, one has another size, the calibration is of other types, or an
 *   output has another shape than the detector's types and extras ask for.
 * @throws {Error} If file and detector differ (see {@link Differences}), or the file cannot be written.
 *
 * @example
 * const { differences } = await exportDetector(detector, calibration, "detector.onnx", {
 *   images: [image],
 *   seed: 7,
 *   dataset: { name: manifest.name, hash: datasetHash(manifest) },
 * });
 */
export async function exportDetector(
  detector: Detector,
  calibration: Calibration,
  file: string,
  { images, ...provenance }: { images: readonly Image[]; framing?: Framing } & Provenance,
): Promise<ExportedDetector> {
  if (images.length === 0)
    throw new RangeError(
      "exportDetector: expected images to compare file and detector on, got none",
    );
  const metadata = detectorMetadata(detector, calibration, provenance);
  const { flawlens, [validationKey]: validation } = metadataTexts(metadata, calibration);
  const texts = { flawlens, ...(validation !== null && { [validationKey]: validation }) };
  const trainable = metadata.trainable && detector.trainable;
  const bytes = await encodeDetector(detector, { metadata: texts, trainable });
  const differences = await compareFile(bytes, images, {
    inputSize: detector.inputSize,
    mapKind: detector.mapKind,
    outputs: (input) => fileOutputs({ ...detector, trainable }, detector.params, input),
  });
  checkDifferences(differences, file);
  await writeWhole(file, bytes, {
    message: (reason) =>
      `exportDetector: expected to write ${bytes.length} bytes to ${file}, got ${reason}; ` +
      `what was there before is untouched`,
  });
  return { file, bytes: bytes.length, metadata, differences };
}

/** The detector as the bytes of an ONNX model, with `trainable` as a part of its own. */
async function encodeDetector(
  detector: Detector,
  { metadata, trainable }: { metadata: Record<string, string> } & Pick<Detector, "trainable">,
): Promise<Uint8Array> {
  const { exportOnnx } = await loadOptional(
    "exportDetector",
    () => import("@flawlens/tfjs-backend-ort"),
  );
  const { height, width } = detector.inputSize;
  const { params, release } = await foldedParams(detector);
  const kept = Object.entries(params).filter(
    ([name]) => trainable && name.startsWith(trainable.prefix),
  );
  try {
    const bytes = await exportOnnx(
      ({ images }) => fileOutputs({ ...detector, trainable }, params, images as Tensor4D),
      {
        inputs: { images: { shape: ["batch", height, width, 3], dtype: "uint8" } },
        params: Object.fromEntries(kept), // under their names
        metadata,
        check: false, // the detector's own images compare it
      },
    );
    return await withChecksum(bytes);
  } finally {
    release();
  }
}

/** What the file gives: maps channels first, at both resolutions. */
function fileOutputs(detector: Detector, params: Params, images: Tensor4D): Record<string, Tensor> {
  const { upsampling = halfPixel, inputSize, trainable, ...rest } = detector;
  const channelsFirst = (x: Tensor4D) => transpose(x, [0, 3, 1, 2]);
  const features = trainable?.features(params, images);
  const outputs = trainable?.outputs ?? detector.outputs;
  const { scores, maps, extras } = checkedOutputs(
    "exportDetector",
    { ...rest, outputs },
    params,
    features ?? images,
  );
  const anomalyMaps = upsampling.apply(maps, inputSize);
  return {
    scores,
    maps: channelsFirst(maps),
    anomalyMaps: channelsFirst(anomalyMaps),
    ...extras,
    ...(features && { features: channelsFirst(features) }),
  };
}

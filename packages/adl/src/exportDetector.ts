import { imageTensor } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import { writeWhole } from "@flawlens/files";
import { exportOnnx } from "@flawlens/tfjs-backend-ort";
import type { Provenance } from "@flawlens/training";
import { dispose, expandDims, stack, tidy } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import type { Calibration } from "./calibrate.ts";
import type { Adl } from "./createAdl.ts";
import { cueNames } from "./cues.ts";
import { detectorMetadata } from "./detectorMetadata.ts";
import type { DetectorMetadata } from "./detectorMetadata.ts";
import { evaluationParams } from "./evaluationParams.ts";
import { scoreWithMaps } from "./gradientMaps.ts";
import { scoreImages } from "./scoreImages.ts";

/** Which map of a detector a file shows. */
export type MapKind = "gradient" | "segmentation";

/** What was written. */
export interface ExportedDetector {
  file: string;
  bytes: number;
  metadata: DetectorMetadata;
  /** How far the file's outputs are from the model's on the images compared, by output: at most; gradient maps on average. */
  differences: Record<string, number>;
}

/** Largest difference of a value that is let through. */
const tolerance = 1e-4;
/** Of gradient maps, on average over pixels: rounding can break ties of pixels enlarged from one cell. */
const mapTolerance = 1e-2;

/**
 * Writes a detector as one `.onnx` file: preprocessing, network, cues, fused score and map in the
 * graph, any batch size; thresholds, display ranges and provenance in its metadata. Batch
 * normalisation is folded into the convolutions; the backward passes of gradient maps are part of the
 * graph.
 *
 * Before anything is written, the images given are run through the file and the model.
 *
 * | name | type | shape |
 * |---|---|---|
 * | `images` (input) | uint8 | `[N, height, width, 3]`, RGB |
 * | `scores` | float32 | `[N, 1]` |
 * | `maps`, `anomalyMaps` | float32 | `[N, 1, height, width]`, the same |
 * | `cues` | float32 | `[N, 3]`: deviation, entropy, segmentation, in [0, 1] |
 *
 * @param calibration - As {@link calibrate} gives it, of the same `maps`.
 * @param file - Written aside, synced and renamed: a file that was there is replaced whole or not at all.
 * @param options - `images`: at least one, of the detector's input size, to compare on. `maps`:
 *   default "gradient". And where the detector comes from.
 * @throws {RangeError} If there is no image, or one has another size.
 * @throws {Error} If file and model differ by more than 1e-4 (gradient maps: 1e-2 on average), or the file cannot be written.
 */
export async function exportDetector(
  model: Adl,
  calibration: Pick<Calibration, "any">,
  file: string,
  {
    images,
    maps = "gradient",
    ...provenance
  }: { images: readonly Image[]; maps?: MapKind } & Provenance,
): Promise<ExportedDetector> {
  if (images.length === 0)
    throw new RangeError("exportDetector: expected images to compare file and model on, got none");
  const metadata = detectorMetadata(model, calibration, maps, provenance);
  const bytes = await encodeDetector(model, metadata, maps);
  const differences = await compare(model, bytes, images, maps);
  for (const [name, difference] of Object.entries(differences)) {
    const allowed = maps === "gradient" && /maps/i.test(name) ? mapTolerance : tolerance;
    if (!(difference <= allowed))
      throw new Error(
        `exportDetector: expected the file to agree with the model within ${allowed}, got ${name} off by ` +
          `${difference} on ${images.length} images; nothing was written to ${file}`,
      );
  }
  await writeWhole(file, bytes, {
    message: (reason) =>
      `exportDetector: expected to write ${bytes.length} bytes to ${file}, got ${reason}; ` +
      `what was there before is untouched`,
  });
  return { file, bytes: bytes.length, metadata, differences };
}

async function encodeDetector(
  model: Adl,
  metadata: DetectorMetadata,
  maps: MapKind,
): Promise<Uint8Array> {
  const { height, width } = model.inputSize;
  const { params, release } = await evaluationParams(model);
  try {
    return await exportOnnx(
      ({ images }) => outputsOf(model, params, images as Tensor4D, maps),
      { images: { shape: ["batch", height, width, 3], dtype: "uint8" } },
      { metadata: { flawlens: JSON.stringify(metadata) } },
    );
  } finally {
    release();
  }
}

function outputsOf(
  model: Adl,
  params: Params,
  images: Tensor4D,
  kind: MapKind,
): Record<string, Tensor> {
  const { scores: found, maps: gradient } =
    kind === "gradient"
      ? scoreWithMaps(model, params, images)
      : { scores: scoreImages(model, params, images), maps: undefined };
  const { scores, normalized, segmentation } = found;
  const map = gradient?.fused ?? segmentation;
  const maps = expandDims(map, 1);
  return {
    scores: expandDims(scores, 1),
    maps,
    anomalyMaps: expandDims(map, 1),
    cues: stack(
      cueNames.map((cue) => normalized[cue]),
      1,
    ),
  };
}

/** Runs the images through both, the first alone and the others in batches of up to 4. */
async function compare(
  model: Adl,
  bytes: Uint8Array,
  images: readonly Image[],
  maps: MapKind,
): Promise<Record<string, number>> {
  const { height, width } = model.inputSize;
  const session = await InferenceSession.create(bytes);
  const worst: Record<string, number> = {};
  try {
    for (let start = 0; start < images.length; start += start === 0 ? 1 : 4) {
      const batch = images.slice(start, start === 0 ? 1 : start + 4);
      const expected = tidy(() => {
        const input = imageTensor(batch, model.inputSize, {
          idOf: (i) => `images[${start + i}]`,
          caller: "adl",
        });
        return outputsOf(model, model.params, input, maps);
      });
      const data = new Uint8Array(batch.length * height * width * 3);
      for (const [i, image] of batch.entries()) data.set(image.data, i * height * width * 3);
      const got = await session.run({
        images: new OrtTensor("uint8", data, [batch.length, height, width, 3]),
      });
      for (const [name, tensor] of Object.entries(expected)) {
        const values = (await tensor.data()) as Float32Array;
        const average = maps === "gradient" && /maps/i.test(name);
        const apart = (average ? meanApart : furthest)(values, got[name].data as Float32Array);
        worst[name] = Math.max(worst[name] ?? 0, apart);
      }
      dispose(expected);
    }
  } finally {
    await session.release();
  }
  return worst;
}

/** The largest difference, infinite where a number is missing or not finite. */
function furthest(expected: Float32Array, got: Float32Array): number {
  let difference = expected.length === got.length ? 0 : Infinity;
  for (let i = 0; i < expected.length; i++) {
    const apart = Math.abs(expected[i] - got[i]);
    difference = Math.max(difference, Number.isNaN(apart) ? Infinity : apart);
  }
  return difference;
}

/** The mean difference, not a number where one is missing. */
function meanApart(expected: Float32Array, got: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < expected.length; i++) sum += Math.abs(expected[i] - got[i]);
  return sum / expected.length;
}

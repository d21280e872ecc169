import { loadOptional, normalizeImages } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { writeWhole } from "@flawlens/files";
import type { Grid } from "@flawlens/metrics";
import { withChecksum } from "@flawlens/onnx";
import { findRuntime } from "@flawlens/onnx/runtime";
import { cast, dispose, div, tensor, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

import { ownVersions } from "../_ownVersions.ts";
import type { Adapter } from "../lora/adapterFile.ts";
import { mergeLora, unmergeLora } from "../lora/mergeLora.ts";
import type { ImageTower } from "../towers/towers.ts";
import { unitRows } from "../train/supervisedContrastiveLoss.ts";
import { ALPHA_MEAN, ALPHA_STD, alphaInput } from "../core/alphaInput.ts";
import { IMAGE_TOWER_FORMAT } from "../core/imageTowerMetadata.ts";
import type { ImageTowerMetadata } from "../core/imageTowerMetadata.ts";
import type { Picture } from "../core/picture.ts";
import { resizeBicubic } from "../core/resizeBicubic.ts";

/** Options of {@link exportImageTower}, and the regions that the file is compared on. */
export interface ExportImageTowerOptions {
  /** At least one region, on which the file is compared with the model. */
  regions: readonly { image: Picture; mask: Grid }[];
  /** The adapter that fine-tuning has trained. It is merged into the weights, so that it costs no time. */
  adapter?: Adapter;
  /** Whether embeddings have Euclidean length 1, so that their products are cosines; default true. */
  unitLength?: boolean;
  /** A record of how the tower was made, as plain JSON of any form; default null. */
  config?: unknown;
  /** More metadata of the file, as texts by their keys; default none. */
  metadata?: Readonly<Record<string, string>>;
}

/** The file that was written. */
export interface ExportedImageTower {
  file: string;
  bytes: number;
  metadata: ImageTowerMetadata;
  /** Largest difference between an embedding of the file and of the model, both of length 1. */
  difference: number;
}

/** A larger difference between embeddings of length 1 is an error. */
const TOLERANCE = 1e-4;

/**
 * Writes an image tower as one `.onnx` file that takes any number of regions. The normalisation of images
 * and, unless `unitLength` is false, of embeddings to length 1 are in the graph. Before the file is written,
 * the regions given are run through it and through the model, and compared. The file carries a checksum of
 * all its bytes, which `readImageTowerMetadata` checks.
 *
 * | name | type | shape |
 * |---|---|---|
 * | `images` (input) | uint8 | `[N, size, size, 3]`, RGB, resized by `resizeBicubic` |
 * | `alphas` (input) | float32 | `[N, size, size, 1]`, as `alphaInput` makes them |
 * | `embeddings` | float32 | `[N, embedding]` |
 *
 * @param tower - A tower without adapters of its own: `clipImageTower(config)`, or any other.
 * @param params - The parameters of the tower; there may be more.
 * @param file - A file that is there already is replaced whole or not at all.
 * @throws {RangeError} If there is no region to compare on, or the tower has adapters.
 * @throws {Error} If file and model differ by more than 1e-4, the file cannot be written, or
 *   `@flawlens/tfjs-backend-ort` is not installed, or neither `onnxruntime-node` nor `onnxruntime-web`
 *   loads (they are optional peers, loaded when this function is called).
 *
 * @example
 * await exportImageTower(clipImageTower(clipVitB16), params, "tower.onnx", { adapter, regions: [{ image, mask }] });
 */
export async function exportImageTower(
  tower: ImageTower,
  params: Params,
  file: string,
  {
    regions,
    adapter,
    unitLength = true,
    config = null,
    metadata: more = {},
  }: ExportImageTowerOptions,
): Promise<ExportedImageTower> {
  if (!regions.length)
    throw new RangeError("exportImageTower: expected regions to compare on, got none");
  const adapted = tower.spec.find(({ name }) => name.endsWith(".lora_A"));
  if (adapted)
    throw new RangeError(
      `exportImageTower: expected a tower without adapters, got ${adapted.name} in ${tower.name}; give clipImageTower(config), and the adapter as an option`,
    );
  const { exportOnnx } = await loadOptional(
    "exportImageTower",
    () => import("@flawlens/tfjs-backend-ort"),
  );
  const metadata: ImageTowerMetadata = {
    format: IMAGE_TOWER_FORMAT,
    method: "alphaclip",
    tower: tower.name,
    imageSize: tower.imageSize,
    embedding: tower.embedding,
    unitLength,
    alpha: { mean: ALPHA_MEAN, std: ALPHA_STD },
    versions: ownVersions(),
    config,
  };
  const learnt = { ...params, ...alphaOf(adapter) };
  const merged = adapter ? mergeLora(learnt, adapter.params, adapter.lora) : learnt;
  try {
    const embed = (images: Tensor4D, alphas: Tensor4D, toUnit: boolean): Tensor2D =>
      tidy(() => {
        const pixels = div<Tensor4D>(cast(images, "float32"), 255);
        const given = normalizeImages(pixels, tower.preprocessing);
        const { embeddings } = tower.embed(merged, given, alphas);
        return toUnit ? unitRows(embeddings) : embeddings;
      });
    const side = tower.imageSize;
    const exported = await exportOnnx(
      ({ images, alphas }) => ({
        embeddings: embed(images as Tensor4D, alphas as Tensor4D, unitLength),
      }),
      {
        inputs: {
          images: { shape: ["batch", side, side, 3], dtype: "uint8" },
          alphas: { shape: ["batch", side, side, 1] },
        },
        params: paramsOf(tower, merged),
        metadata: { ...more, flawlens: JSON.stringify(metadata) },
        check: false, // on the regions given, below
      },
    );
    const bytes = await withChecksum(exported);
    const difference = await furthest(tower, bytes, regions, embed);
    if (!(difference <= TOLERANCE))
      throw new Error(
        `exportImageTower: expected the file to agree with the model within ${TOLERANCE}, got embeddings off by ${difference} on ${regions.length} regions; nothing was written to ${file}`,
      );
    await writeWhole(file, bytes, {
      message: (reason) =>
        `exportImageTower: expected to write ${bytes.length} bytes to ${file}, got ${reason}; what was there before is untouched`,
    });
    return { file, bytes: bytes.length, metadata, difference };
  } finally {
    if (adapter) unmergeLora(merged);
  }
}

/** The alpha convolution of an adapter, which takes the place of the model's. */
function alphaOf(adapter: Adapter | undefined): Params {
  const entries = Object.entries(adapter?.params ?? {});
  return Object.fromEntries(entries.filter(([name]) => !/\.lora_[AB]$/.test(name)));
}

/** The parameters of the tower itself, whose names the file keeps. */
function paramsOf({ spec }: ImageTower, params: Params): Params {
  const names = spec.map(({ name }) => name).filter((name) => name in params);
  return Object.fromEntries(names.map((name) => [name, params[name]]));
}

/** The largest difference between file and model: the first region alone, the others in batches of up to 4. */
async function furthest(
  { imageSize: side, embedding }: ImageTower,
  bytes: Uint8Array,
  regions: ExportImageTowerOptions["regions"],
  embed: (images: Tensor4D, alphas: Tensor4D, toUnit: boolean) => Tensor2D,
): Promise<number> {
  const runtime = await findRuntime(undefined, { caller: "exportImageTower" });
  const session = await runtime.InferenceSession.create(bytes, {
    executionProviders: runtime.providers,
  });
  let worst = 0;
  try {
    for (let start = 0; start < regions.length; start += start === 0 ? 1 : 4) {
      const some = regions.slice(start, start === 0 ? 1 : start + 4);
      const images = new Uint8Array(some.length * side * side * 3);
      const alphas = new Float32Array(some.length * side * side);
      for (const [i, { image, mask }] of some.entries()) {
        images.set(resizeBicubic(image, side), i * side * side * 3);
        alphas.set(alphaInput(mask, side), i * side * side);
      }
      const [pixels, masks] = [
        [some.length, side, side, 3],
        [some.length, side, side, 1],
      ] as [number, number, number, number][];
      const found = await session.run({
        images: new runtime.Tensor("uint8", images, pixels),
        alphas: new runtime.Tensor("float32", alphas, masks),
      });
      const given: Tensor[] = [tensor4d(images, pixels, "int32"), tensor4d(alphas, masks)];
      const own = tidy(() => {
        const rows = tensor(found.embeddings.data as Float32Array, [some.length, embedding]);
        return [embed(...(given as [Tensor4D, Tensor4D]), true), unitRows(rows as Tensor2D)];
      });
      const [expected, got] = await Promise.all(own.map((x) => x.data()));
      dispose([...given, ...own]);
      for (let i = 0; i < expected.length; i++) {
        const apart = Math.abs(expected[i] - got[i]);
        worst = Math.max(worst, Number.isNaN(apart) ? Infinity : apart);
      }
    }
  } finally {
    await session.release();
  }
  return worst;
}

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { calibrate, exportDetector, labelsOf } from "@flawlens/detector";
import { loadDetector } from "@flawlens/inference";
import type { Params } from "@flawlens/backbones";
import { fileMaps } from "../src/refine/fileMaps.ts";
import type { FileHead } from "../src/refine/readHead.ts";
import type { HeadExample } from "../src/refine/refineHead.ts";
import type { HeadSettings } from "../src/refine/headSettings.ts";
import { tinyFrozen, tinyModel, tinySource } from "./tiny.ts";

export const tinySettings: HeadSettings = {
  head: { widths: [6], kernel: 3, normalizeInput: true, dropout: 0 },
  maps: "pseudoHuber",
  smoothing: null,
  loss: "equation3",
  topFraction: 1,
  labelLoss: "all",
  maskWeight: 0,
};

/** The file of an untrained detector whose head can be trained further, and what it gives of 11 images. */
export async function tinyHeadFile(settings: Partial<HeadSettings> = {}) {
  const source = tinySource();
  const { encoder, encoderParams } = tinyFrozen();
  const model = tinyModel({
    encoder,
    encoderParams,
    head: undefined,
    settings: { ...tinySettings, ...settings },
  });
  const folder = await mkdtemp(join(tmpdir(), "flawlens-head-"));
  const file = join(folder, "detector.onnx");
  const images = await Promise.all(source.samples.map((_, i) => source.read(i)));
  try {
    const calibration = await calibrate(model, source);
    await exportDetector(model, calibration, file, {
      images: images.slice(0, 2),
      seed: 1,
      dataset: { name: "tiny", hash: "0" },
    });
    const bytes = new Uint8Array(await readFile(file));
    return { bytes, source, ...(await outputsOf(bytes, source)) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The examples that a file gives of images, those whose index is in `marked` as marked ones, and its maps. */
export async function outputsOf(
  bytes: Uint8Array,
  source: ReturnType<typeof tinySource>,
  marked: readonly number[] = [],
) {
  const detector = await loadDetector(bytes);
  const examples: HeadExample[] = [];
  const maps: Float32Array[] = [];
  for (const [i, sample] of source.samples.entries()) {
    const { data } = await source.read(i);
    const raw = await detector.raw(new Uint8Array(data), ["features", "maps"]);
    const labels = labelsOf(detector.metadata.types, sample);
    const { features } = raw;
    if (!features) throw new Error("the file gives no features");
    examples.push({ id: sample.id, features, labels, marked: marked.includes(i) });
    maps.push(raw.maps);
  }
  await detector.release();
  return { examples, maps };
}

/** The numbers of `fileMaps`. */
export function mapsOf(head: FileHead, params: Params, { features }: HeadExample): Float32Array {
  const maps = fileMaps(head, params, features);
  const values = maps.dataSync<"float32">();
  maps.dispose();
  return values;
}

/** The largest difference of two lists of one length. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
}

import { randomStream } from "@flawlens/sampling";

import { DESCRIPTIONS_KEY } from "../core/describerFile.ts";
import type { Picture } from "../core/picture.ts";
import { regionGrid } from "../core/regionInput.ts";
import type { Adapter } from "../lora/adapterFile.ts";
import { adapterSpec } from "../lora/adapterFile.ts";
import { paperLora } from "../lora/lora.ts";
import { clipImageTower } from "../towers/clipTowers.ts";
import type { ImageTower } from "../towers/towers.ts";
import { createAlphaClip } from "../use/createAlphaClip.ts";
import { exportImageTower } from "../use/exportImageTower.ts";
import type { ExportedImageTower } from "../use/exportImageTower.ts";
import { clips } from "./_clips.ts";
import type { RegionDescriber } from "./regionDescriber.ts";

/**
 * Writes a region describer as one `.onnx` file: its image network, adapters merged into the weights, and its
 * descriptions with their embeddings. `openDescriber` reads it without TensorFlow.js, in browsers too. File and model
 * are compared on two regions of a picture of noise before the file is written.
 *
 * @param file - A file that is there already is replaced whole or not at all.
 * @throws {RangeError} If the describer has no descriptions.
 * @throws {Error} As `exportImageTower` does.
 *
 * @example
 * await exportDescriber(await readDescriber("model.safetensors"), "describer.onnx");
 */
export async function exportDescriber(
  describer: RegionDescriber,
  file: string,
): Promise<ExportedImageTower> {
  const { config, seed, dataset } = describer;
  const descriptions = describer.descriptions.map(({ description }) => description);
  if (descriptions.length === 0)
    throw new RangeError("exportDescriber: expected a describer with descriptions, got none");
  const embeddings = await createAlphaClip(describer).embedTexts(descriptions);
  const text = JSON.stringify({ descriptions, embeddings: base64Of(embeddings) });
  const { tower, adapter } = towerOf(describer);
  return exportImageTower(tower, describer.params, file, {
    adapter,
    regions: noisyRegions(tower.imageSize),
    config: { config, seed, dataset },
    metadata: { [DESCRIPTIONS_KEY]: text },
  });
}

/** The image tower without adapters of its own, and the adapter where there is one. */
function towerOf({ config: { image }, towers, params }: RegionDescriber): {
  tower: ImageTower;
  adapter?: Adapter;
} {
  if (image.network !== "clip") return { tower: towers.image };
  const { config } = clips[image.model];
  const lora = { ...paperLora, rank: image.rank, alpha: image.alpha };
  const learnt = adapterSpec(config, lora).map(({ name }) => [name, params[name]]);
  return {
    tower: clipImageTower(config),
    adapter: { lora, params: Object.fromEntries(learnt) },
  };
}

function noisyRegions(side: number): { image: Picture; mask: ReturnType<typeof regionGrid> }[] {
  const random = randomStream(1);
  const data = Uint8Array.from({ length: side * side * 3 }, () => Math.floor(256 * random()));
  const image = { data, height: side, width: side };
  const half = Math.ceil(side / 2);
  const boxes = [
    { x: 0, y: 0, width: side, height: half },
    { x: half - 1, y: half - 1, width: half, height: half },
  ];
  return boxes.map((box) => ({ image, mask: regionGrid({ box }, image) }));
}

/** Float32, little-endian. */
function base64Of(rows: readonly Float32Array[]): string {
  const values = rows.flatMap((row) => Array.from(row));
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return Buffer.from(view.buffer).toString("base64");
}

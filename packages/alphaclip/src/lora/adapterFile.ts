import {
  loadParams,
  readSafetensors,
  readSafetensorsHeader,
  saveParams,
  writeSafetensors,
} from "@flawlens/backbones";
import type { ClipConfig, ParamSpec, Params } from "@flawlens/backbones";

import { ALPHA_CONV, alphaImageSpec } from "../model/alphaClip.ts";
import { loraSpec } from "./lora.ts";
import { checkLora } from "./loraConfig.ts";
import type { LoraConfig } from "./loraConfig.ts";

/** What fine-tuning learns: low-rank adapters and the alpha convolution. */
export interface Adapter {
  lora: LoraConfig;
  /** Parameters by the names of `adapterSpec`. */
  params: Params;
}

/** Names and shapes of everything that fine-tuning learns: `loraSpec` and the alpha convolution. */
export function adapterSpec(config: ClipConfig, lora: LoraConfig): ParamSpec[] {
  const alpha = alphaImageSpec(config).filter(({ name }) => name === ALPHA_CONV);
  return [...alpha, ...loraSpec(config, lora)];
}

/**
 * Saves an adapter as `.safetensors`, without the model it belongs to. The file is written whole or not
 * at all; its metadata hold the rank, alpha and targets.
 */
export async function saveAdapter(
  file: string,
  config: ClipConfig,
  { lora, params }: Adapter,
): Promise<void> {
  const tensors = await saveParams(adapterSpec(config, lora), params);
  await writeSafetensors(file, tensors, { flawlensLora: JSON.stringify(lora), model: config.name });
}

/**
 * Reads what `saveAdapter` wrote.
 *
 * @throws {RangeError} If the file is not an adapter, is the adapter of another model, or says of its rank,
 *   alpha, targets or parts what cannot be.
 */
export async function readAdapter(file: string, config: ClipConfig): Promise<Adapter> {
  const { metadata } = await readSafetensorsHeader(file);
  const { flawlensLora, model } = metadata;
  if (flawlensLora === undefined || model !== config.name)
    throw new RangeError(
      `readAdapter: expected an adapter of ${config.name} in ${file}, got ${flawlensLora === undefined ? "another kind of file" : `one of ${model}`}`,
    );
  const lora = loraOf(flawlensLora, `readAdapter: ${file}`);
  return { lora, params: loadParams(adapterSpec(config, lora), await readSafetensors(file)) };
}

function loraOf(text: string, source: string): LoraConfig {
  let lora: unknown;
  try {
    lora = JSON.parse(text);
  } catch (cause) {
    throw new RangeError(
      `${source}: expected the adapter's rank and targets as JSON, got ${text.slice(0, 80)}`,
      { cause },
    );
  }
  checkLora(lora, source);
  const { rank, alpha, targets, parts } = lora;
  return { rank, alpha, targets, parts };
}

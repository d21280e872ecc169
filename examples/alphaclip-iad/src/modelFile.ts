import type { RegionManifest, Towers } from "@flawlens/alphaclip";
import {
  loadParams,
  type Params,
  readSafetensors,
  readSafetensorsHeader,
  saveParams,
  writeSafetensors,
} from "@flawlens/backbones";
import { buildTowers, readPretrained, type WeightFiles } from "./buildTowers.ts";
import { type Config, parseConfig } from "./config.ts";

/** What a model file says about itself. */
export interface ModelFacts {
  config: Config;
  /** What it was trained to tell apart: the candidates where none are given. */
  descriptions: RegionManifest["descriptions"];
  /** The texts of training: of their words the vocabulary is made. */
  texts: string[];
  seed: number;
  dataset: { name: string; hash: string };
  versions: Record<string, string>;
}

/** A model ready for `createAlphaClip`. */
export interface Model extends ModelFacts {
  towers: Towers;
  params: Params;
  /** Where training had a model to begin with that could describe: the parameters before it. */
  before?: Params;
}

/**
 * Saves a model whole or not at all: all its parameters, or where it began as a CLIP what training
 * learnt alone (a few MB, not hundreds).
 */
export async function saveModel(
  file: string,
  { image, text }: Towers,
  params: Params,
  facts: ModelFacts,
): Promise<void> {
  const tensors = await saveParams(storedSpec({ image, text }, facts.config), params);
  const metadata = JSON.stringify({ format: 1, ...facts });
  await writeSafetensors(file, tensors, { flawlensRegions: metadata });
}

/**
 * Reads what `saveModel` wrote; a CLIP's own weights come from `files`.
 *
 * @throws {Error} If the file is no such model, or holds other parameters than its configuration says.
 */
export async function readModel(file: string, files: WeightFiles = {}): Promise<Model> {
  const { metadata } = await readSafetensorsHeader(file).catch((cause: Error) => {
    throw new Error(`expected a model at ${file}, got ${cause.message}`, { cause });
  });
  if (!metadata.flawlensRegions)
    throw new Error(
      `expected a model that train wrote (model.safetensors), got ${file} without its description`,
    );
  const { format, ...facts } = JSON.parse(metadata.flawlensRegions) as ModelFacts & {
    format: number;
  };
  if (format !== 1)
    throw new Error(`expected a model of format 1, got ${format} in ${file}: train it again`);
  const config = parseConfig(facts.config);
  const towers = await buildTowers(config, facts.texts, files);
  const before = config.image.network === "clip" ? await readPretrained(config, files) : undefined;
  const learnt = loadParams(storedSpec(towers, config), await readSafetensors(file));
  return { ...facts, config, towers, params: { ...before, ...learnt }, ...(before && { before }) };
}

function storedSpec({ image, text }: Towers, { image: { network } }: Config) {
  const all = [...image.spec, ...text.spec];
  return network === "clip" ? all.filter(({ trainable }) => trainable) : all;
}

import {
  loadParams,
  readSafetensors,
  readSafetensorsHeader,
  saveParams,
  writeSafetensors,
} from "@flawlens/backbones";
import type { ParamSpec } from "@flawlens/backbones";
import { z } from "zod";

import type { Towers } from "../towers/towers.ts";
import { describerConfig } from "./describerConfig.ts";
import { describerTowers } from "./describerTowers.ts";
import type { MergesOptions } from "./describerTowers.ts";
import { readPretrained } from "./readPretrained.ts";
import type { PretrainedFiles } from "./readPretrained.ts";
import type { DescriberFacts, RegionDescriber } from "./regionDescriber.ts";

/** Number of the file's format: it changes when an older reader could not read the file. */
const FORMAT = 1;

const facts = z.object({
  config: describerConfig,
  descriptions: z.array(
    z.object({ category: z.string(), defectType: z.string(), description: z.string() }),
  ),
  texts: z.array(z.string()),
  seed: z.number(),
  dataset: z.object({ name: z.string(), hash: z.string() }),
  versions: z.record(z.string(), z.string()),
}) satisfies z.ZodType<DescriberFacts>;

/**
 * Saves a region describer as `.safetensors`, whole or not at all. All parameters are saved; of a CLIP
 * only what training has learnt (a few MB instead of hundreds), so that reading needs its weights again.
 *
 * @example
 * await saveDescriber("model.safetensors", describer);
 */
export async function saveDescriber(file: string, describer: RegionDescriber): Promise<void> {
  const { towers, params, before: _before, ...known } = describer;
  const tensors = await saveParams(storedSpec(towers, known.config), params);
  const metadata = JSON.stringify({ format: FORMAT, ...known });
  await writeSafetensors(file, tensors, { flawlensRegions: metadata });
}

/**
 * Reads what `saveDescriber` wrote.
 *
 * @param files - Where the weights and merges of a CLIP are; other networks need none.
 * @throws {Error} If the file is not there, is no region describer, has another format, or holds
 *   other parameters than its configuration says. The message names the file.
 *
 * @example
 * const { towers, params, descriptions } = await readDescriber("model.safetensors");
 * const model = createAlphaClip({ towers, params });
 */
export async function readDescriber(
  file: string,
  files: PretrainedFiles & MergesOptions = {},
): Promise<RegionDescriber> {
  const refuse = (expected: string, got: string, cause?: unknown) =>
    new Error(`readDescriber: expected ${expected} at ${file}, got ${got}`, { cause });
  const { metadata } = await readSafetensorsHeader(file).catch((cause: Error) => {
    throw refuse("a region describer", cause.message, cause);
  });
  if (!metadata.flawlensRegions)
    throw refuse("a region describer (model.safetensors of a training run)", "other weights");
  const { format, ...rest } = recordOf(metadata.flawlensRegions);
  if (format !== FORMAT)
    throw refuse(
      `a region describer of format ${FORMAT}`,
      `format ${JSON.stringify(format)}; train it again with this version`,
    );
  const { success, data, error } = facts.safeParse(rest);
  if (!success) throw refuse("a region describer", z.prettifyError(error));
  const { config, texts } = data;
  const towers = await describerTowers(config, texts, files);
  const before =
    config.image.network === "clip" ? (await readPretrained(config, files)).params : undefined;
  const learnt = loadParams(storedSpec(towers, config), await readSafetensors(file));
  return { ...data, towers, params: { ...before, ...learnt }, ...(before && { before }) };
}

/** The JSON object in a text; an empty one where the text is none. */
function recordOf(text: string): { format?: unknown } {
  try {
    return { ...(JSON.parse(text) as object) };
  } catch {
    return {};
  }
}

function storedSpec(
  { image, text }: Towers,
  { image: { network } }: DescriberFacts["config"],
): ParamSpec[] {
  const all = [...image.spec, ...text.spec];
  return network === "clip" ? all.filter(({ trainable }) => trainable) : all;
}

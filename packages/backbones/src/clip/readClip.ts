import {
  clipFromHuggingFace,
  huggingFaceClipNames,
  isHuggingFaceClip,
} from "./clipFromHuggingFace.ts";
import { clipImageSpec, clipSpec, clipTextSpec } from "./clipSpec.ts";
import type { ClipConfig } from "./clipConfig.ts";
import { loadParams, readParams } from "../loadParams.ts";
import type { Params } from "../params.ts";
import { readWeights, readWeightsHeader } from "../readWeights.ts";

/**
 * Parameters of CLIP from a file as OpenAI ships it (a TorchScript archive), of open_clip, or of
 * Hugging Face, whose names and packing are converted.
 *
 * @param options.tower - Which tower is read; default both and `logit_scale`. Nothing else is read.
 * @throws {ParamsMismatch} If the file holds other parameters than `config` says.
 *
 * @example
 * const params = await readClip(clipVitB32, "ViT-B-32.pt", { tower: "image" });
 */
export async function readClip(
  config: ClipConfig,
  file: string,
  { tower }: { tower?: "image" | "text" } = {},
): Promise<Params> {
  const specs = { image: clipImageSpec, text: clipTextSpec };
  const spec = tower ? specs[tower](config) : clipSpec(config);
  const header = await readWeightsHeader(file);
  if (!isHuggingFaceClip(Object.keys(header))) {
    const known = new Set(spec.map(({ name }) => name));
    const others = Object.keys(header).filter((name) => !known.has(name));
    // TorchScript archives also hold the causal mask, which is no parameter.
    const masks = others.every((name) => /(^|\.)attn_mask$/.test(name));
    return readParams(spec, file, { ignoreUnexpected: tower !== undefined || masks });
  }
  const names = spec
    .flatMap(({ name }) => huggingFaceClipNames(name))
    .filter((name) => Object.hasOwn(header, name)); // the others are reported as missing
  return loadParams(spec, clipFromHuggingFace(await readWeights(file, { names })));
}

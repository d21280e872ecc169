import { clipText, clipTextSpec } from "@flawlens/backbones";
import type { ClipConfig, ParamSpec } from "@flawlens/backbones";

import { loraLinear, loraSpec } from "../lora/lora.ts";
import type { LoraConfig } from "../lora/loraConfig.ts";
import { ALPHA_CONV, alphaClipImage, alphaImageSpec } from "../model/alphaClip.ts";
import type { ClipTokenizer } from "../tokenizer/clipTokenizer.ts";
import type { ImageTower, TextTower, Towers } from "./towers.ts";

export interface ClipImageTowerOptions {
  /** Train adapters of this size instead of the weights. Default: all weights are trained. */
  lora?: LoraConfig;
  /** Probability that an input of an adapter is dropped in training; default 0.1. */
  dropout?: number;
}

/**
 * Alpha-CLIP's image tower. With `lora`, training changes the adapters and the alpha convolution only, as
 * in the paper. Without it, training changes everything, which suits a small model that starts from
 * nothing.
 */
export function clipImageTower(
  config: ClipConfig,
  { lora, dropout = 0.1 }: ClipImageTowerOptions = {},
): ImageTower {
  const { name, imageSize, preprocessing, embedding } = config;
  const own = alphaImageSpec(config);
  return {
    name,
    imageSize,
    preprocessing,
    embedding,
    alphaWeight: ALPHA_CONV,
    spec: lora ? [...frozen(own, (each) => each !== ALPHA_CONV), ...loraSpec(config, lora)] : own,
    embed(params, images, alphas, { training } = {}) {
      const linear =
        lora &&
        loraLinear(params, lora, {
          ...(training && { dropout: { probability: dropout, random: training.random } }),
        });
      return { embeddings: alphaClipImage(config, params, images, alphas, { linear }) };
    },
  };
}

/**
 * CLIP's text tower; it is not trained unless `trainable` is set. Rows of ids are as long as the longest
 * text needs, which does not change the embeddings.
 */
export function clipTextTower(
  config: ClipConfig,
  tokenizer: Pick<ClipTokenizer, "tokenize">,
  { trainable = false }: { trainable?: boolean } = {},
): TextTower {
  const { context } = config.text;
  const spec = clipTextSpec(config);
  return {
    name: `${config.name} text`,
    embedding: config.embedding,
    spec: trainable ? spec : frozen(spec),
    tokenize(texts) {
      const { ids } = tokenizer.tokenize(texts, { context });
      return cutRows(ids, context);
    },
    embed: (params, ids) => clipText(config, params, ids),
  };
}

/** Both towers of an Alpha-CLIP. The text tower is not trained. */
export function clipTowers({
  config,
  tokenizer,
  ...options
}: ClipImageTowerOptions & {
  config: ClipConfig;
  tokenizer: Pick<ClipTokenizer, "tokenize">;
}): Towers {
  return { image: clipImageTower(config, options), text: clipTextTower(config, tokenizer) };
}

function frozen(spec: readonly ParamSpec[], which: (name: string) => boolean = () => true) {
  return spec.map((each) => (which(each.name) ? { ...each, trainable: false } : each));
}

/** The rows without the columns at their end that are zero in all of them. */
function cutRows(ids: Int32Array, context: number): ReturnType<TextTower["tokenize"]> {
  const count = ids.length / context;
  let length = 1;
  for (let i = 0; i < ids.length; i++) if (ids[i]) length = Math.max(length, (i % context) + 1);
  const cut = new Int32Array(count * length);
  for (let row = 0; row < count; row++)
    cut.set(ids.subarray(row * context, row * context + length), row * length);
  return { ids: cut, shape: [count, length] };
}

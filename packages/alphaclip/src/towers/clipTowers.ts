import { clipText, clipTextSpec } from "@flawlens/backbones";
import type { ClipConfig, ParamSpec } from "@flawlens/backbones";

import { loraLinear, loraSpec } from "../lora/lora.ts";
import type { LoraConfig } from "../lora/lora.ts";
import { ALPHA_CONV, alphaClipImage, alphaImageSpec } from "../model/alphaClip.ts";
import type { ClipTokenizer } from "../tokenizer/clipTokenizer.ts";
import type { ImageTower, TextTower, Towers } from "./towers.ts";

export interface ClipImageTowerOptions {
  /** Adapters to learn instead of the weights; without, all weights learn. */
  lora?: LoraConfig;
  /** Chance that an input of an adapter is dropped in training; default 0.1. */
  dropout?: number;
}

/**
 * Alpha-CLIP's image tower. With `lora` training moves adapters and the alpha convolution, and the
 * rest stays: the paper's way. Without, everything learns: a small one from scratch.
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

/** CLIP's text tower; frozen unless `trainable`. Rows end with the longest text, which changes nothing. */
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

/** Both towers of an Alpha-CLIP, its texts frozen. */
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

/** Rows without the columns that are zero in all of them. */
function cutRows(ids: Int32Array, context: number): ReturnType<TextTower["tokenize"]> {
  const count = ids.length / context;
  let length = 1;
  for (let i = 0; i < ids.length; i++) if (ids[i]) length = Math.max(length, (i % context) + 1);
  const cut = new Int32Array(count * length);
  for (let row = 0; row < count; row++)
    cut.set(ids.subarray(row * context, row * context + length), row * length);
  return { ids: cut, shape: [count, length] };
}

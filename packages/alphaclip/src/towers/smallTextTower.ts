import type { ClipConfig } from "@flawlens/backbones";

import type { WordTokenizer } from "../tokenizer/wordTokenizer.ts";
import { clipTextTower } from "./clipTowers.ts";
import type { TextTower } from "./towers.ts";

export interface SmallTextTowerOptions {
  tokenizer: WordTokenizer;
  /** Numbers in an embedding. */
  embedding: number;
  /** Default 64; heads have 32 of it. */
  width?: number;
  /** Blocks of the transformer; default 1. */
  layers?: number;
}

/** CLIP's text tower, small, over a vocabulary of words: it learns beside the image tower. */
export function smallTextTower({
  tokenizer,
  embedding,
  width = 64,
  layers = 1,
}: SmallTextTowerOptions): TextTower {
  if (width % 32)
    throw new RangeError(`smallTextTower: expected a width in steps of 32, got ${width}`);
  const { vocabulary } = tokenizer;
  const config: ClipConfig = {
    name: "small",
    embedding,
    text: { width, layers, heads: width / 32, context: 77, vocabulary },
    activation: "quickGelu",
    // Of an image tower that there is not.
    imageSize: 1,
    patchSize: 1,
    image: { width: 1, layers: 0, heads: 1 },
    preprocessing: { mean: [0, 0, 0], std: [1, 1, 1], size: 1 },
  };
  return clipTextTower(config, tokenizer, { trainable: true });
}

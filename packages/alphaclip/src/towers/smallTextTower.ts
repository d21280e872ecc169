import type { ClipConfig } from "@flawlens/backbones";

import type { WordTokenizer } from "../tokenizer/wordTokenizer.ts";
import { clipTextTower } from "./clipTowers.ts";
import type { TextTower } from "./towers.ts";

export interface SmallTextTowerOptions {
  tokenizer: WordTokenizer;
  /** Length of an embedding. */
  embedding: number;
  /** Width of the transformer, a multiple of 32, the width of a head; default 64. */
  width?: number;
  /** Number of transformer blocks; default 1. */
  layers?: number;
}

/**
 * A small text tower of the structure of CLIP's, over a vocabulary of whole words. It is trained together
 * with the image tower.
 *
 * @throws {RangeError} If the width is not a multiple of 32.
 */
export function smallTextTower({
  tokenizer,
  embedding,
  width = 64,
  layers = 1,
}: SmallTextTowerOptions): TextTower {
  if (width % 32)
    throw new RangeError(`smallTextTower: expected a width that is a multiple of 32, got ${width}`);
  const { vocabulary } = tokenizer;
  const config: ClipConfig = {
    name: "small",
    embedding,
    text: { width, layers, heads: width / 32, context: 77, vocabulary },
    activation: "quickGelu",
    // The configuration of an image tower must be there, although there is no such tower.
    imageSize: 1,
    patchSize: 1,
    image: { width: 1, layers: 0, heads: 1 },
    preprocessing: { mean: [0, 0, 0], std: [1, 1, 1], size: 1 },
  };
  return clipTextTower(config, tokenizer, { trainable: true });
}

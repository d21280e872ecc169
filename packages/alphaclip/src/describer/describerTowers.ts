import { efficientnetLite0Network, selectTrainable, smallConvNetwork } from "@flawlens/backbones";
import type { EfficientnetLiteLayer, HubOptions, Network } from "@flawlens/backbones";

import { paperLora } from "../lora/lora.ts";
import { clipTowers } from "../towers/clipTowers.ts";
import { networkImageTower } from "../towers/networkImageTower.ts";
import { smallTextTower } from "../towers/smallTextTower.ts";
import type { Towers } from "../towers/towers.ts";
import { loadClipTokenizer } from "../tokenizer/loadClipTokenizer.ts";
import { wordTokenizer } from "../tokenizer/wordTokenizer.ts";
import { clips } from "./_clips.ts";
import type { DescriberConfig } from "./describerConfig.ts";

/** The source of CLIP's byte-pair merges. */
export interface MergesOptions {
  /** A file of merges: `bpe_simple_vocab_16e6.txt.gz` or `merges.txt`. Default: the one of the Hugging Face Hub. */
  merges?: string;
  /** Options of the download from the Hub. */
  hub?: HubOptions;
}

/**
 * The two networks that a configuration asks for, as values; their parameters come from
 * `readPretrained` and from training. Only CLIP's needs merges.
 *
 * @param texts - The descriptions of training: a text network other than CLIP's knows their words.
 * @throws {Error} If CLIP's merges cannot be read or downloaded.
 *
 * @example
 * const towers = await describerTowers(describerConfig.parse(json), ["scratch on gear", "hole in wood"]);
 */
export async function describerTowers(
  config: Pick<DescriberConfig, "image" | "text">,
  texts: readonly string[],
  { merges, hub }: MergesOptions = {},
): Promise<Towers> {
  const { image } = config;
  if (image.network === "clip") {
    const tokenizer = await loadClipTokenizer({ ...hub, file: merges });
    const lora = { ...paperLora, rank: image.rank, alpha: image.alpha };
    const { config: clip } = clips[image.model];
    return clipTowers({ config: clip, tokenizer, lora, dropout: image.dropout });
  }
  const { size: imageSize, embedding, pooling } = image;
  const common = { imageSize, embedding, pooling };
  const text = smallTextTower({ tokenizer: wordTokenizer(texts), embedding, ...config.text });
  if (image.network === "efficientnet-lite0") {
    const layers = image.layers as EfficientnetLiteLayer[];
    const tower = networkImageTower(efficientnetLite0Network, { ...common, layers });
    const learns = [...image.trainable, tower.alphaWeight, "head.*"];
    return { image: { ...tower, spec: selectTrainable(tower.spec, learns) }, text };
  }
  const network: Network = smallConvNetwork({ widths: image.widths, size: imageSize });
  const layers = [`stages.${image.widths.length - 1}`];
  const fresh = { batchNorm: "batch", alphaInit: "he" } as const;
  return { image: networkImageTower(network, { ...common, ...fresh, layers }), text };
}

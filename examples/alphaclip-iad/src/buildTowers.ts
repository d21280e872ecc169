import {
  clipTowers,
  clipTokenizer,
  type FitAlphaClipOptions,
  loadClipTokenizer,
  networkImageTower,
  paperLora,
  readAlphaClip,
  readMerges,
  smallTextTower,
  type Towers,
  wordTokenizer,
} from "@flawlens/alphaclip";
import {
  clipVitB16,
  clipVitB32,
  clipVitL14,
  clipVitL14At336,
  efficientnetLite0Network,
  type EfficientnetLite0Layer,
  efficientnetLite0Spec,
  type Network,
  type Params,
  readParams,
  selectTrainable,
  smallConvNetwork,
} from "@flawlens/backbones";
import type { Config } from "./config.ts";

/** Files that weights come from. */
export interface WeightFiles {
  /** ImageNet weights of EfficientNet-Lite0, or a CLIP checkpoint. */
  weights?: string;
  /** An Alpha-CLIP checkpoint: the image tower in the place of CLIP's. */
  alpha?: string;
  /** CLIP's byte-pair merges; without, they are fetched from the Hugging Face Hub. */
  merges?: string;
}

/** The towers of a configuration, without any weights: for a file that has them all. */
export async function buildTowers(
  config: Config,
  texts: readonly string[],
  { merges }: WeightFiles = {},
): Promise<Towers> {
  const { image } = config;
  if (image.network === "clip") {
    const tokenizer = merges ? clipTokenizer(await readMerges(merges)) : await loadClipTokenizer();
    const lora = { ...paperLora, rank: image.rank, alpha: image.alpha };
    return clipTowers({ config: clips[image.model], tokenizer, lora, dropout: image.dropout });
  }
  const { size: imageSize, embedding, pooling } = image;
  const common = { imageSize, embedding, pooling };
  const text = smallTextTower({ tokenizer: wordTokenizer(texts), embedding, ...config.text });
  if (image.network === "efficientnet-lite0") {
    const layers = image.layers as EfficientnetLite0Layer[];
    const tower = networkImageTower(efficientnetLite0Network, { ...common, layers });
    const learns = [...image.trainable, tower.alphaWeight, "head.*"];
    return { image: { ...tower, spec: selectTrainable(tower.spec, learns) }, text };
  }
  const network: Network = smallConvNetwork({ widths: image.widths, size: imageSize });
  const layers = [`stages.${image.widths.length - 1}`];
  const fresh = { batchNorm: "batch", alphaInit: "he" } as const;
  return { image: networkImageTower(network, { ...common, ...fresh, layers }), text };
}

/** The parameters that a configuration begins with. */
export async function readPretrained(
  { image }: Config,
  { weights, alpha }: WeightFiles,
): Promise<Params> {
  if (image.network === "small") return {};
  if (!weights)
    throw new Error(
      image.network === "clip"
        ? `expected --weights FILE, a CLIP checkpoint of ${image.model}: OpenAI's .pt, or Hugging Face's model.safetensors`
        : "expected --weights FILE, ImageNet weights of EfficientNet-Lite0: .safetensors or .pth",
    );
  if (image.network === "clip") return readAlphaClip(clips[image.model], { clip: weights, alpha });
  const layers = image.layers as EfficientnetLite0Layer[];
  const specs = layers.map((layer) => efficientnetLite0Spec({ upTo: layer }));
  const spec = specs.reduce((a, b) => (b.length > a.length ? b : a));
  return readParams(spec, weights, { ignoreUnexpected: true }).catch((cause: Error) => {
    throw new Error(
      `cannot use ${weights} as weights of EfficientNet-Lite0: ${cause.message.slice(0, 400)}`,
      { cause },
    );
  });
}

/** The step sizes of each update, counted from 1: the pretrained weights' may be their own. */
export function stepSizes(
  { image, learningRate, alphaLearningRate, schedule, steps = 1 }: Config,
  pretrained: Params,
): Pick<FitAlphaClipOptions, "learningRate" | "alphaLearningRate" | "groups"> {
  const scheduled = (rate: number) => (update: number) =>
    schedule === "constant" ? rate : (rate / 2) * (1 + Math.cos((Math.PI * (update - 1)) / steps));
  return {
    learningRate: scheduled(learningRate),
    alphaLearningRate: scheduled(alphaLearningRate),
    groups:
      image.network === "efficientnet-lite0"
        ? [{ match: (name) => name in pretrained, learningRate: scheduled(image.learningRate) }]
        : [],
  };
}

const clips = {
  "ViT-B/32": clipVitB32,
  "ViT-B/16": clipVitB16,
  "ViT-L/14": clipVitL14,
  "ViT-L/14@336px": clipVitL14At336,
};

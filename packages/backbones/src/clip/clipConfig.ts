import type { Preprocessing } from "../normalizeImages.ts";
import type { Activation } from "./activation.ts";

/** Width and depth of one transformer. */
export interface TransformerShape {
  width: number;
  layers: number;
  heads: number;
}

/** A CLIP model (Radford et al. 2021, arXiv:2103.00020) whose image tower is a vision transformer. */
export interface ClipConfig {
  name: string;
  /** Side of an image, in pixels; CLIP takes images of this size only. */
  imageSize: number;
  /** Side of a patch, in pixels. */
  patchSize: number;
  /** Length of the embedding that images and texts share. */
  embedding: number;
  image: TransformerShape;
  text: TransformerShape & {
    /** Largest number of tokens. */
    context: number;
    vocabulary: number;
  };
  /** OpenAI's models were trained with `"quickGelu"`; some of open_clip's have `"gelu"`. */
  activation: Activation;
  preprocessing: Preprocessing;
}

function openAi(
  name: string,
  { size, patch, large }: { size: number; patch: number; large: boolean },
): ClipConfig {
  return {
    name,
    imageSize: size,
    patchSize: patch,
    embedding: large ? 768 : 512,
    image: large ? { width: 1024, layers: 24, heads: 16 } : { width: 768, layers: 12, heads: 12 },
    text: {
      ...(large ? { width: 768, layers: 12, heads: 12 } : { width: 512, layers: 12, heads: 8 }),
      context: 77,
      vocabulary: 49_408,
    },
    activation: "quickGelu",
    preprocessing: {
      mean: [0.48145466, 0.4578275, 0.40821073],
      std: [0.26862954, 0.26130258, 0.27577711],
      size,
    },
  };
}

/** CLIP ViT-B/32: 151,277,313 parameters; 7 x 7 patches of 768 channels. */
export const clipVitB32: ClipConfig = openAi("clipVitB32", { size: 224, patch: 32, large: false });

/** CLIP ViT-B/16: 149,620,737 parameters; 14 x 14 patches of 768 channels. */
export const clipVitB16: ClipConfig = openAi("clipVitB16", { size: 224, patch: 16, large: false });

/** CLIP ViT-L/14: 427,616,513 parameters; 16 x 16 patches of 1024 channels. */
export const clipVitL14: ClipConfig = openAi("clipVitL14", { size: 224, patch: 14, large: true });

/** CLIP ViT-L/14 at 336 px: 427,944,193 parameters; 24 x 24 patches of 1024 channels. */
export const clipVitL14At336: ClipConfig = openAi("clipVitL14At336", {
  size: 336,
  patch: 14,
  large: true,
});

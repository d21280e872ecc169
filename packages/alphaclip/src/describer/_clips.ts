import { clipVitB16, clipVitB32, clipVitL14, clipVitL14At336 } from "@flawlens/backbones";

/** CLIP's models by their published names, each with its name in `checkpoints` of backbones. */
export const clips = {
  "ViT-B/32": { config: clipVitB32, checkpoint: "clip-vit-b-32.openai" },
  "ViT-B/16": { config: clipVitB16, checkpoint: "clip-vit-b-16.openai" },
  "ViT-L/14": { config: clipVitL14, checkpoint: "clip-vit-l-14.openai" },
  "ViT-L/14@336px": { config: clipVitL14At336, checkpoint: "clip-vit-l-14-336.openai" },
};

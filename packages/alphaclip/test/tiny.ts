import type { ClipConfig } from "@flawlens/backbones";

/** Small enough for the cpu backend: the model of `fixtures/released.json`. */
export const tinyClip: ClipConfig = {
  name: "tinyClip",
  imageSize: 8,
  patchSize: 4,
  embedding: 6,
  image: { width: 8, layers: 2, heads: 2 },
  text: { width: 8, layers: 1, heads: 2, context: 77, vocabulary: 49_408 },
  activation: "quickGelu",
  preprocessing: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], size: 8 },
};

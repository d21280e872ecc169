import { describe, expect, test } from "vitest";

import { countParams } from "../countParams.ts";
import { clipVitB16, clipVitB32, clipVitL14, clipVitL14At336 } from "./clipConfig.ts";
import type { ClipConfig } from "./clipConfig.ts";
import { clipSpec } from "./clipSpec.ts";

/** The shape of a parameter that the configuration gives the model. */
const shapeOf = (config: ClipConfig, name: string) =>
  clipSpec(config).find((entry) => entry.name === name)?.shape;

describe("the configurations of CLIP", () => {
  // Shapes of OpenAI's checkpoints: 1 + (224/32)² = 50 tokens, and so on.
  test.each([
    { config: clipVitB32, parameters: 151_277_313, tokens: [50, 768], embedding: [768, 512] },
    { config: clipVitB16, parameters: 149_620_737, tokens: [197, 768], embedding: [768, 512] },
    { config: clipVitL14, parameters: 427_616_513, tokens: [257, 1024], embedding: [1024, 768] },
    {
      config: clipVitL14At336,
      parameters: 427_944_193,
      tokens: [577, 1024],
      embedding: [1024, 768],
    },
  ])(
    "$config.name has the published $parameters parameters",
    ({ config, parameters, tokens, embedding }) => {
      expect(countParams(clipSpec(config))).toBe(parameters);
      expect(shapeOf(config, "visual.positional_embedding")).toEqual(tokens);
      expect(shapeOf(config, "visual.proj")).toEqual(embedding);
    },
  );

  test.each([
    { config: clipVitB16, words: [49_408, 512], positions: [77, 512] },
    { config: clipVitL14, words: [49_408, 768], positions: [77, 768] },
  ])("$config.name reads 77 of CLIP's 49,408 tokens", ({ config, words, positions }) => {
    expect(shapeOf(config, "token_embedding.weight")).toEqual(words);
    expect(shapeOf(config, "positional_embedding")).toEqual(positions);
  });

  test.each([clipVitB32, clipVitB16, clipVitL14, clipVitL14At336])(
    "$name has heads of 64 channels, as all of OpenAI's transformers",
    ({ image, text }) => {
      expect([image.width / image.heads, text.width / text.heads]).toEqual([64, 64]);
    },
  );

  test("expect images of the size of their patches' grid, normalised by CLIP's own statistics", () => {
    for (const { preprocessing, imageSize } of [clipVitB32, clipVitL14At336]) {
      expect(preprocessing.size).toBe(imageSize);
      // OPENAI_DATASET_MEAN and OPENAI_DATASET_STD of open_clip
      expect(preprocessing.mean).toEqual([0.48145466, 0.4578275, 0.40821073]);
      expect(preprocessing.std).toEqual([0.26862954, 0.26130258, 0.27577711]);
    }
  });
});

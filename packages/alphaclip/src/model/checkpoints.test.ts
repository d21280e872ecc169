import "../../test/cpu.ts";
import { fileURLToPath } from "node:url";
import { clipImage, clipText } from "@flawlens/backbones";
import type { ClipConfig } from "@flawlens/backbones";
import { fill, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import fixture from "../../test/fixtures/checkpoints.json" with { type: "json" };
import { alphaClipImage } from "./alphaClip.ts";
import { readAlphaClip } from "./readAlphaClip.ts";

/** The model of `fixtures/checkpoints.py`. */
const config: ClipConfig = {
  name: "checkpoint",
  imageSize: 16,
  patchSize: 8,
  embedding: 12,
  image: { width: 16, layers: 1, heads: 2 },
  text: { width: 16, layers: 1, heads: 2, context: 8, vocabulary: 30 },
  activation: "quickGelu",
  preprocessing: { mean: [0, 0, 0], std: [1, 1, 1], size: 16 },
};
const path = (name: string) =>
  fileURLToPath(new URL(`../../test/fixtures/${name}`, import.meta.url));
const images = tensor4d(fixture.images, [1, 16, 16, 3]);
const alphas = tensor4d(fixture.alphas, [1, 16, 16, 1]);
const tokens = tensor2d(fixture.tokens, [1, 8], "int32");

function expectClose(found: Tensor, expected: number[]): void {
  const values = found.dataSync();
  expect(values).toHaveLength(expected.length);
  const size = Math.max(...expected.map(Math.abs));
  expected.forEach((value, i) => expect(Math.abs(values[i] - value)).toBeLessThan(1e-5 * size));
}

describe("readAlphaClip", () => {
  test.each(["openai.pt", "openai.pth"])(
    "reads %s as OpenAI saves it, half precision widened: embeddings are PyTorch's",
    async (name) => {
      const params = await readAlphaClip(config, { clip: path(name) });
      expectClose(clipImage(config, params, images), fixture.image);
      expectClose(clipText(config, params, tokens), fixture.text);
      expectClose(alphaClipImage(config, params, images, fill(alphas.shape, 1.9)), fixture.image);
    },
  );

  test("reads the image tower of Alpha-CLIP's own checkpoint beside OpenAI's text tower", async () => {
    const params = await readAlphaClip(config, {
      clip: path("openai.pt"),
      alpha: path("alpha.pth"),
    });
    expectClose(alphaClipImage(config, params, images, alphas), fixture.region);
    expectClose(clipText(config, params, tokens), fixture.text);
  });

  test.each([
    { of: "a CLIP of another size", change: { imageSize: 24 }, got: "visual.positional_embedding" },
    { of: "a CLIP of another width", change: { embedding: 8 }, got: "visual.proj" },
  ])("refuses $of, with what differs", async ({ change, got }) => {
    const other = { ...config, ...change };
    await expect(readAlphaClip(other, { clip: path("openai.pt") })).rejects.toThrow(got);
  });
});

import { initParams, smallConvNetwork } from "@flawlens/backbones";
import type { Params, PatchEmbeddingOptions } from "@flawlens/backbones";
import { memorySource } from "@flawlens/detector";
import type { ImageSource, Rows } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { embedBatches } from "../src/embedding/embedBatches.ts";
import type { Embedder } from "../src/embedding/embedBatches.ts";
import type { Embedding } from "../src/embedding/embedding.ts";
import { networkEmbedding } from "../src/embedding/networkEmbedding.ts";

/** Side of the tiny images, in pixels. */
export const side = 16;

/** 4 x 4 cells of 3 + 4 numbers, and random weights. */
export function tinyEmbedding(options: Partial<PatchEmbeddingOptions> = {}): {
  embedding: Embedding;
  embeddingParams: Params;
} {
  const network = smallConvNetwork({ widths: [[3], [3], [4]], size: side });
  const embedding = networkEmbedding(network, { layers: ["stages.1", "stages.2"], ...options });
  return { embedding, embeddingParams: initParams(embedding.spec, { random: randomStream(3) }) };
}

/** Grey noise; on an anomalous image a 5 x 5 patch is bright. */
export function tinySource({
  normal = 6,
  anomalous = 0,
  unknown = 0,
  seed = 5,
  side: pixels = side,
} = {}): ImageSource {
  const random = randomStream(seed);
  const image = (bright: boolean) => {
    const data = Uint8Array.from({ length: pixels * pixels * 3 }, () => 100 + random() * 50);
    if (bright)
      for (let y = 4; y < 9; y++) data.fill(250, (y * pixels + 6) * 3, (y * pixels + 11) * 3);
    const original = { height: pixels, width: pixels };
    return { data, height: pixels, width: pixels, channels: 3 as const, original };
  };
  const of = (name: string, count: number, label: 0 | 1 | null) =>
    Array.from({ length: count }, (_, i) => ({
      id: `${name}-${i}`,
      label,
      defectTypes: label === 1 ? ["bright"] : [],
      image: image(label === 1),
    }));
  return memorySource([
    ...of("normal", normal, 0),
    ...of("anomalous", anomalous, 1),
    ...of("unknown", unknown, null),
  ]);
}

/** The vectors of all images, one a cell. */
export async function embedAll(
  { embedding, params, inputSize }: Embedder,
  source: ImageSource,
): Promise<Rows> {
  const model = { embedding, params, inputSize, spec: embedding.spec };
  const data: number[] = [];
  for await (const { rows } of embedBatches(model, source)) data.push(...rows.data);
  return {
    data: Float32Array.from(data),
    count: data.length / embedding.size,
    size: embedding.size,
  };
}

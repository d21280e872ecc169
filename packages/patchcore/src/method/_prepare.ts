import { featureNetworks, initParams, readNetworkWeights } from "@flawlens/backbones";
import type { Params, PatchEmbeddingOptions } from "@flawlens/backbones";
import { subset } from "@flawlens/detector";
import type { ImageSource, MethodContext } from "@flawlens/detector";
import type { RandomStream } from "@flawlens/sampling";
import { embeddingBytes } from "../embedding/embedImages.ts";
import type { Embedding } from "../embedding/embedding.ts";
import { networkEmbedding } from "../embedding/networkEmbedding.ts";
import type { SharedConfig } from "./_sharedConfig.ts";

/** What the methods work with. */
export interface Prepared {
  embedding: Embedding;
  embeddingParams: Params;
  /** Training images taken as normal. */
  source: ImageSource;
  /** Memory that their vectors may take. */
  maxBytes: number;
  /** Width and height of the images, in pixels. */
  inputSize: number;
  /** Cells of an image. */
  grid: { height: number; width: number };
  /** "EfficientNet-Lite0 (stage8, stage16)". */
  network: string;
  /** Sentences on training images that are left out. */
  notes: string[];
}

/**
 * The embedding that a configuration describes, its weights, and the images to fit on. What does not fit together
 * is refused before weights are fetched.
 *
 * @param options - `caller`: what errors begin with. `join`: how layers are joined. `random`: where random weights
 *   come from.
 * @throws {RangeError} If a layer is unknown, there are too few normal images, or they would take too much memory.
 * @throws {Error} If weights are missing or another network's.
 */
export async function prepare(
  config: SharedConfig,
  context: Pick<MethodContext, "images" | "weights">,
  {
    caller,
    join,
    random,
    atLeast,
  }: { caller: string; join: PatchEmbeddingOptions; random: RandomStream; atLeast: number },
): Promise<Prepared> {
  const { network, title, layers: usual, pretrained } = featureNetworks[config.network];
  const layers = config.layers ?? usual;
  const embedding = networkEmbedding(network, { layers, ...join });
  const inputSize = { height: config.inputSize, width: config.inputSize };
  const grid = embedding.grid(inputSize);
  const images = context.images("train", inputSize);
  const source = subset(images, ({ label }) => label === 0);
  const count = source.samples.length;
  if (count < atLeast)
    throw new RangeError(
      `${caller}: expected at least ${atLeast} training images taken as normal, got ${count} among ${images.samples.length}`,
    );
  const maxBytes = (config.memoryGiB ?? Infinity) * 2 ** 30;
  checkMemory({ embedding, inputSize, count, maxBytes, caller });
  const embeddingParams = pretrained
    ? await weightsOf(embedding, config.network, { weights: context.weights, caller })
    : initParams(embedding.spec, { random });
  return {
    embedding,
    embeddingParams,
    source,
    maxBytes,
    inputSize: config.inputSize,
    grid,
    network: `${title} (${layers.join(", ")})`,
    notes: notesOn(images),
  };
}

function checkMemory({
  embedding,
  inputSize,
  count,
  maxBytes,
  caller,
}: {
  embedding: Embedding;
  inputSize: { height: number; width: number };
  count: number;
  maxBytes: number;
  caller: string;
}): void {
  try {
    embeddingBytes({ embedding, inputSize }, count, { maxBytes, caller });
  } catch (cause) {
    const { message } = cause as Error;
    throw new RangeError(`${message} (inputSize, layers and memoryGiB of the configuration)`, {
      cause,
    });
  }
}

async function weightsOf(
  embedding: Embedding,
  network: string,
  { weights, caller }: Pick<MethodContext, "weights"> & { caller: string },
): Promise<Params> {
  const file = await weights(network);
  if (file === null)
    throw new Error(
      `${caller}: expected a file with pretrained weights of ${network}, got none; name one, or take the network small`,
    );
  return readNetworkWeights(network, embedding.spec, file);
}

function notesOn({ samples }: ImageSource): string[] {
  const known = samples.filter(({ label }) => label === 1).length;
  const unknown = samples.filter(({ label }) => label === null).length;
  const of = (count: number) => `${count} of ${samples.length} training images`;
  return [
    ...(known > 0 ? [`${of(known)} are left out: they are known anomalies, and the method learns from normal images alone.`] : []), // prettier-ignore
    ...(unknown > 0 ? [`${of(unknown)} are left out: their label is not known.`] : []),
  ];
}

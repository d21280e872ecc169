import { featureNetworks, patchJoins } from "@flawlens/backbones";
import type { NetworkLayersOptions, Params, PatchEmbeddingOptions } from "@flawlens/backbones";
import { imageSize, normalImages, prepareNetwork } from "@flawlens/detector";
import type { ImageSource, MethodContext } from "@flawlens/detector";
import type { RandomStream } from "@flawlens/sampling";
import { embeddingBytes } from "../embedding/embedImages.ts";
import type { Embedding } from "../embedding/embedding.ts";
import { networkEmbedding } from "../embedding/networkEmbedding.ts";
import type { SharedConfig } from "./_sharedConfig.ts";

/** How layers are joined, and the scales at which the network sees an image. */
export type Join = PatchEmbeddingOptions & Pick<NetworkLayersOptions<string>, "scales">;

/** What the methods work with. */
export interface Prepared {
  embedding: Embedding;
  embeddingParams: Params;
  /** What training images are ranked by, whatever the method compares, with the parameters of `embedding`. */
  comparison: Embedding;
  /** Training images taken as normal. */
  source: ImageSource;
  /** Memory that their vectors may take. */
  maxBytes: number;
  /** Sides of the images, in pixels. */
  inputSize: { height: number; width: number };
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
  }: { caller: string; join: Join; random: RandomStream; atLeast: number },
): Promise<Prepared> {
  const { network, layers: usual } = featureNetworks[config.network];
  const layers = config.layers ?? usual;
  const embedding = networkEmbedding(network, { layers, ...join });
  const inputSize = imageSize(config.inputSize);
  const grid = embedding.grid(inputSize);
  const images = context.images("train", inputSize);
  const { source, notes } = normalImages(images, caller);
  const count = source.samples.length;
  if (count < atLeast)
    throw new RangeError(
      `${caller}: expected at least ${atLeast} training images taken as normal, got ${count} among ${images.samples.length}`,
    );
  const maxBytes = (config.memoryGiB ?? Infinity) * 2 ** 30;
  checkMemory({ embedding, inputSize, count, maxBytes, caller });
  const { params: embeddingParams, title } = await prepareNetwork(config, context, {
    caller,
    random,
  });
  return {
    embedding,
    embeddingParams,
    comparison: networkEmbedding(network, { layers, ...patchJoins.detailed }),
    source,
    maxBytes,
    inputSize,
    grid,
    network: title,
    notes,
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

import { networkSpec, normalizeImages, receptiveField, runNetwork } from "@flawlens/backbones";
import type { Network, Preprocessing } from "@flawlens/backbones";
import { div, tidy } from "@tensorflow/tfjs-core";
import type { Embedding } from "./embedding.ts";
import { patchcoreEmbedding, patchEmbeddings } from "./patchEmbeddings.ts";
import type { PatchEmbeddingOptions } from "./patchEmbeddings.ts";

/** How a network becomes an embedding. */
export interface NetworkEmbeddingOptions<
  Layer extends string,
> extends Partial<PatchEmbeddingOptions> {
  /** Finest first; the grid is that of the first. */
  layers: readonly Layer[];
  /** How images in [0, 1] are prepared; default as the network has it. */
  preprocessing?: Pick<Preprocessing, "mean" | "std">;
}

/**
 * Layers of any frozen network of `@flawlens/backbones` as one vector for each cell of the first layer. Without
 * `pooled` and `enlarge` they are joined as PatchCore has it; PaDiM takes `padimEmbedding`.
 *
 * @throws {RangeError} If there is no layer, one is unknown, or a layer is finer than the one before.
 *
 * @example
 * networkEmbedding(efficientnetLite0Network, { layers: ["stage8", "stage16"] }).size; // => 152
 */
export function networkEmbedding<Layer extends string>(
  network: Network<Layer>,
  {
    layers,
    preprocessing = network.preprocessing,
    pooled = patchcoreEmbedding.pooled,
    enlarge = patchcoreEmbedding.enlarge,
  }: NetworkEmbeddingOptions<Layer>,
): Embedding {
  if (layers.length === 0)
    throw new RangeError(`networkEmbedding: expected layers of ${network.name}, got none`);
  const fields = layers.map((layer) => receptiveField(network, layer));
  const strides = fields.map(({ x }) => x.stride);
  if (strides.some((stride, i) => i > 0 && stride < strides[i - 1]))
    throw new RangeError(
      `networkEmbedding: expected layers of ${network.name}, the finest first, got ` +
        layers.map((layer, i) => `${layer} at stride ${strides[i]}`).join(", "),
    );
  return {
    name: `${network.name}(${layers.join("+")})`,
    spec: specUpTo(network, layers).map((param) => ({ ...param, trainable: false })),
    size: fields.reduce((sum, { channels }) => sum + channels, 0),
    grid(input) {
      const { y, x } = receptiveField(network, layers[0], input);
      return { height: y.cells, width: x.cells };
    },
    embed: (params, images) =>
      tidy(() => {
        const prepared = normalizeImages(div(images, 255), preprocessing);
        const { features } = runNetwork(network, params, prepared, { layers });
        return patchEmbeddings(
          layers.map((layer) => features[layer]),
          { pooled, enlarge },
        );
      }),
  };
}

/** The parameters up to the deepest of some layers, which may share a stride. */
function specUpTo<Layer extends string>(network: Network<Layer>, layers: readonly Layer[]) {
  const specs = layers.map((layer) => networkSpec(network, { upTo: layer }));
  return specs.reduce((longest, spec) => (spec.length > longest.length ? spec : longest));
}

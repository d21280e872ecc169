import {
  networkLayers,
  patchEmbeddings,
  patchEmbeddingSize,
  patchJoins,
} from "@flawlens/backbones";
import type { Network, NetworkLayersOptions, PatchEmbeddingOptions } from "@flawlens/backbones";
import { tidy } from "@tensorflow/tfjs-core";
import type { Embedding } from "./embedding.ts";

/** How a network becomes an embedding; the grid is that of the first layer. */
export type NetworkEmbeddingOptions<Layer extends string> = NetworkLayersOptions<Layer> &
  Partial<PatchEmbeddingOptions>;

/**
 * Layers of any frozen network of `@flawlens/backbones` as one vector for each cell of the first layer. By
 * default they are joined by `patchJoins.means`; MH-PatchCore takes `patchJoins.detailed`, PaDiM `patchJoins.cells`.
 *
 * @throws {RangeError} If there is no layer, one is unknown, or a layer is finer than the one before.
 *
 * @example
 * networkEmbedding(efficientnetLite0Network, { layers: ["stage8", "stage16"] }).size; // => 152
 */
export function networkEmbedding<Layer extends string>(
  network: Network<Layer>,
  {
    neighborhood = patchJoins.means.neighborhood,
    ownCells,
    enlarge = patchJoins.means.enlarge,
    ...options
  }: NetworkEmbeddingOptions<Layer>,
): Embedding {
  const join = { neighborhood, ownCells, enlarge };
  const { name, spec, channels, grids, features } = networkLayers(network, options);
  return {
    name,
    spec,
    size: patchEmbeddingSize(channels, join),
    grid: (input) => grids(input)[0],
    embed: (params, images) => tidy(() => patchEmbeddings(features(params, images), join)),
  };
}

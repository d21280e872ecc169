import {
  featureNetworks,
  initParams,
  networkLayers,
  readNetworkWeights,
} from "@flawlens/backbones";
import type { NetworkLayers, Params } from "@flawlens/backbones";
import type { RandomStream } from "@flawlens/sampling";
import type { MethodContext } from "../method.ts";
import type { NetworkConfig } from "./networkConfig.ts";

/** The frozen network of a configuration, with its weights. */
export interface PreparedNetwork {
  layers: NetworkLayers;
  params: Params;
  /** "EfficientNet-Lite0 (stage8, stage16)". */
  title: string;
}

/**
 * The layers that a configuration names. Reads no weights, so that what does not fit together is refused first.
 *
 * @throws {RangeError} If a layer is unknown, or finer than the one before.
 */
export function layersOf({ network, layers }: Pick<NetworkConfig, "network" | "layers">): {
  layers: NetworkLayers;
  title: string;
} {
  const { network: found, title, layers: usual } = featureNetworks[network];
  const names = layers ?? usual;
  return {
    layers: networkLayers(found, { layers: names }),
    title: `${title} (${names.join(", ")})`,
  };
}

/**
 * The frozen network of a configuration with its weights: those of the file that the context names, or random ones
 * for the network "small".
 *
 * @throws {RangeError} If a layer is unknown.
 * @throws {Error} If weights are missing, or those of another network.
 *
 * @example
 * const { layers, params } = await prepareNetwork(config, context, { caller: "mine", random });
 */
export async function prepareNetwork(
  config: Pick<NetworkConfig, "network" | "layers">,
  { weights }: Pick<MethodContext, "weights">,
  { caller, random }: { caller: string; random: RandomStream },
): Promise<PreparedNetwork> {
  const { layers, title } = layersOf(config);
  if (!featureNetworks[config.network].pretrained)
    return { layers, title, params: initParams(layers.spec, { random }) };
  const file = await weights(config.network);
  if (file === null)
    throw new Error(
      `${caller}: expected a file with pretrained weights of ${config.network}, got none; name one, or take the network small`,
    );
  return { layers, title, params: await readNetworkWeights(config.network, layers.spec, file) };
}

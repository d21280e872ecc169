import { specOps } from "./_specOps.ts";
import { layerNames } from "./layerNames.ts";
import type { Network } from "./network.ts";
import type { ParamSpec } from "./params.ts";

/**
 * Every entry of a network's state dict up to a layer, in the order it is used, with shapes as
 * in the checkpoint.
 *
 * @param options.upTo - The last layer whose parameters are listed; default all layers.
 * @throws {RangeError} If the network has no such layer; the message lists its layers.
 */
export function networkSpec<Layer extends string>(
  network: Network<Layer>,
  options: { upTo?: Layer } = {},
): ParamSpec[] {
  const { upTo } = options;
  const spec: ParamSpec[] = [];
  for (const [layer] of network.layers(specOps(spec), network.channels ?? 3))
    if (layer === upTo) return spec;
  if (upTo !== undefined)
    throw new RangeError(
      `networkSpec: expected a layer of ${network.name} (${layerNames(network).join(", ")}), got ${upTo}`,
    );
  return spec;
}

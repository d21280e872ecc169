import { specOps } from "./_specOps.ts";
import type { Network } from "./network.ts";

/** Every layer of a network by name, in the order they are computed. */
export function layerNames<Layer extends string>(network: Network<Layer>): Layer[] {
  return Array.from(network.layers(specOps([]), network.channels ?? 3), ([layer]) => layer);
}

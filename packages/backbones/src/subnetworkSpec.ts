import { specOps } from "./_specOps.ts";
import type { ParamSpec } from "./params.ts";
import type { Subnetwork } from "./subnetwork.ts";

/**
 * Every entry of a subnetwork's state dict, in the order it is used, with shapes as in the checkpoint.
 *
 * @param channels - Channels of each of its inputs.
 */
export function subnetworkSpec({ outputs }: Subnetwork, channels: readonly number[]): ParamSpec[] {
  const spec: ParamSpec[] = [];
  outputs(specOps(spec), channels);
  return spec;
}

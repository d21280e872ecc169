import type { NormOptions } from "./network.ts";
import type { SubnetworkOps } from "./subnetwork.ts";

/**
 * The same operations whose parameters have a prefix before their names: for a network inside another, or for two
 * whose parameters lie in one record.
 *
 * @example
 * const [decoded] = decoder.outputs(prefixedOps(ops, "decoder."), [x]);
 */
export function prefixedOps<T>(ops: SubnetworkOps<T>, prefix: string): SubnetworkOps<T> {
  const of = (norm: NormOptions | undefined) => norm && { ...norm, name: `${prefix}${norm.name}` };
  return {
    ...ops,
    conv: (x, name, options, norm) => ops.conv(x, `${prefix}${name}`, options, of(norm)),
    transposedConv: (x, name, options, norm) =>
      ops.transposedConv(x, `${prefix}${name}`, options, of(norm)),
    linear: (x, name, units) => ops.linear(x, `${prefix}${name}`, units),
  };
}

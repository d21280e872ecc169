import { convSpec, linearSpec } from "./layers/layerSpec.ts";
import type { SubnetworkOps } from "./subnetwork.ts";
import type { ParamSpec } from "./params.ts";

/** Operations on the number of channels alone, which note their parameters in `spec`. */
export function specOps(spec: ParamSpec[]): SubnetworkOps<number> {
  const same = (channels: number) => channels;
  return {
    conv(channels, name, { filters, ...options }, norm) {
      spec.push(...convSpec(name, { ...options, from: channels, to: filters, norm }));
      return filters;
    },
    transposedConv(channels, name, { filters, ...options }, norm) {
      const shape = { ...options, from: channels, to: filters, transposed: true, norm };
      spec.push(...convSpec(name, shape));
      return filters;
    },
    resizeLike: same,
    linear(channels, name, units) {
      spec.push(...linearSpec(name, { from: channels, to: units }));
      return units;
    },
    relu: same,
    relu6: same,
    maxPool: same,
    avgPool: same,
    scale: same,
    add: same,
    globalMean: same,
    concat: (parts) => parts.reduce((a, b) => a + b, 0),
  };
}

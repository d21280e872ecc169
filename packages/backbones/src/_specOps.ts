import type { ConvOptions, LayerOps, NormOptions } from "./network.ts";
import type { ParamSpec } from "./params.ts";

/** Operations on the number of channels alone, which note their parameters in `spec`. */
export function specOps(spec: ParamSpec[]): LayerOps<number> {
  const same = (channels: number) => channels;
  return {
    conv(channels, name, options, norm) {
      spec.push(...convSpec(channels, name, options, norm));
      return options.filters;
    },
    linear(channels, name, units) {
      spec.push(
        { name: `${name}.weight`, shape: [units, channels], kind: "linear", trainable: true },
        bias(name, units, channels),
      );
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

function convSpec(
  channels: number,
  name: string,
  { filters, kernel, depthwise = false, bias: hasBias = false, init }: ConvOptions,
  norm: NormOptions | undefined,
): ParamSpec[] {
  const [kh, kw] = typeof kernel === "number" ? [kernel, kernel] : kernel;
  const inputs = depthwise ? 1 : channels;
  const weight: ParamSpec = {
    name: `${name}.weight`,
    shape: [filters, inputs, kh, kw],
    kind: depthwise ? "depthwise" : "conv",
    trainable: true,
    ...(init && { init }),
    ...(norm && { norm }),
  };
  return [
    weight,
    ...(hasBias ? [bias(name, filters, inputs * kh * kw)] : []),
    ...(norm ? normSpec(norm.name, filters) : []),
  ];
}

/** PyTorch's bias of a layer whose outputs each sum `fanIn` inputs. */
function bias(name: string, size: number, fanIn: number): ParamSpec {
  const init = { uniform: 1 / Math.sqrt(fanIn) };
  return { name: `${name}.bias`, shape: [size], kind: "vector", init, trainable: true };
}

function normSpec(name: string, channels: number): ParamSpec[] {
  const vector = { shape: [channels], kind: "vector" as const };
  return [
    { name: `${name}.weight`, ...vector, init: "ones", trainable: true },
    { name: `${name}.bias`, ...vector, init: "zeros", trainable: true },
    { name: `${name}.running_mean`, ...vector, init: "zeros", trainable: false },
    { name: `${name}.running_var`, ...vector, init: "ones", trainable: false },
    { name: `${name}.num_batches_tracked`, shape: [], kind: "counter", trainable: false },
  ];
}

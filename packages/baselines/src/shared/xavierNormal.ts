import type { ParamSpec } from "@flawlens/backbones";

/**
 * The same parameters, weights of convolutions and matrices beginning as PyTorch's `xavier_normal_` has it (Glorot &
 * Bengio 2010): N(0, 2 / (fanIn + fanOut)), each fan counting the cells of the kernel. Biases and normalisations
 * begin as they were.
 */
export function xavierNormal(spec: readonly ParamSpec[]): ParamSpec[] {
  return spec.map((param) => {
    if (param.kind !== "conv" && param.kind !== "linear") return param;
    const [to, from, ...kernel] = param.shape;
    const cells = kernel.reduce((product, side) => product * side, 1);
    return { ...param, init: { normal: Math.sqrt(2 / ((from + to) * cells)) } };
  });
}

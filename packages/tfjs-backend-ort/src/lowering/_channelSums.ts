import type { Lowering } from "../graph/lowering.ts";

/** Sums over each channel and its neighbours within `radius`, of `[N, H, W, C]` in plain order. */
export function channelSums(g: Lowering, name: string, shape: number[], radius: number): string {
  const channels = shape[3];
  const size = 2 * radius + 1;
  const rows = g.reshape(name, [shape[0] * shape[1] * shape[2], 1, channels]);
  const means = g.op("AveragePool", [rows], {
    kernel_shape: [size],
    pads: [radius, radius],
    count_include_pad: 1,
  });
  return g.reshape(g.op("Mul", [means, g.scalar(size)]), shape);
}

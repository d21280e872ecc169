import type { ConvOptions, LayerOps, NormOptions } from "./network.ts";

/** The shape of a {@link residualBlock}. */
export interface ResidualBlockOptions<T> {
  /** Channels of its input and of its output. */
  from: number;
  filters: number;
  /** Channels of the 3x3 convolution of a bottleneck (1x1, 3x3, 1x1). Left out, the block has two 3x3 convolutions. */
  inner?: number;
  /** By how much it divides the sides; default 1. */
  stride?: number;
  /** Whether the sum is followed by a ReLU; default true. */
  rectified?: boolean;
  /** How `initParams` fills a weight, by its filters and the side of its kernel; default PyTorch's. */
  init?: (filters: number, kernel: number) => ConvOptions["init"];
  /**
   * What takes the place of the convolution that would divide the sides, and of the one in the shortcut, such as
   * transposed convolutions; and what the shortcut's names begin with. Default: convolutions, `downsample`.
   */
  resampling?: {
    shortcut: string;
    conv(x: T, name: string, filters: number, norm: NormOptions): T;
  };
}

const epsilon = 1e-5;

/**
 * A block of a residual network (He et al. 2015, arXiv:1512.03385) with torchvision's names: `<at>.conv1`,
 * `<at>.bn1`, ..., `<at>.downsample.0` and `.1` where the shortcut has a convolution. The stride of a bottleneck is in
 * its 3x3 convolution, as torchvision has it.
 */
export function residualBlock<T>(
  ops: LayerOps<T>,
  x: T,
  at: string,
  options: ResidualBlockOptions<T>,
): T {
  const { from, filters, inner, stride = 1, rectified = true, init, resampling } = options;
  const conv = (x: T, name: string, norm: string, filters: number, kernel: number, stride = 1) =>
    ops.conv(
      x,
      `${at}.${name}`,
      { filters, kernel, stride, pad: (kernel - 1) / 2, init: init?.(filters, kernel) },
      { name: `${at}.${norm}`, epsilon },
    );
  const resampled = (x: T, name: string, norm: string, filters: number, kernel: number): T =>
    resampling
      ? resampling.conv(x, `${at}.${name}`, filters, { name: `${at}.${norm}`, epsilon })
      : conv(x, name, norm, filters, kernel, stride);

  const name = resampling?.shortcut ?? "downsample";
  const plain = !resampling && stride === 1 && from === filters;
  const shortcut = plain ? x : resampled(x, `${name}.0`, `${name}.1`, filters, 1);

  let y: T;
  if (inner === undefined) {
    y = ops.relu(resampled(x, "conv1", "bn1", filters, 3));
    y = conv(y, "conv2", "bn2", filters, 3);
  } else {
    y = ops.relu(conv(x, "conv1", "bn1", inner, 1));
    y = ops.relu(resampled(y, "conv2", "bn2", inner, 3));
    y = conv(y, "conv3", "bn3", filters, 1);
  }
  const sum = ops.add(y, shortcut);
  return rectified ? ops.relu(sum) : sum;
}

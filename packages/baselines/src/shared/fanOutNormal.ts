import type { Init } from "@flawlens/backbones";

/**
 * How a convolution's weight begins with PyTorch's `kaiming_normal_(mode="fan_out", nonlinearity="relu")` (He et al.
 * 2015): N(0, 2 / (filters · kernel²)).
 */
export function fanOutNormal(filters: number, kernel: number): Init {
  return { normal: Math.sqrt(2 / (filters * kernel ** 2)) };
}

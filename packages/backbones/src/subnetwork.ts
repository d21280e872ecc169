import type { ConvOptions, LayerOps, NormOptions } from "./network.ts";

/**
 * A part of a network that begins with feature maps, such as a decoder or a head: written once, its parameters are
 * listed by `subnetworkSpec`, and `runSubnetwork` computes it.
 *
 * @example
 * const head: Subnetwork = {
 *   name: "head",
 *   outputs: (ops, [x]) => [ops.conv(x, "scores", { filters: 1, kernel: 1, bias: true })],
 * };
 */
export interface Subnetwork {
  name: string;
  /** From feature maps to feature maps. */
  outputs<T>(ops: SubnetworkOps<T>, inputs: readonly T[]): T[];
}

/** The operations that subnetworks are made of: those of networks, and those that enlarge a feature map. */
export interface SubnetworkOps<T> extends LayerOps<T> {
  /** A transposed convolution without padding, with parameters `<name>.weight` (and `.bias`), then its normalisation. */
  transposedConv(x: T, name: string, options: TransposedConvOptions, norm?: NormOptions): T;
  /**
   * `x` at the height and width of `like`, bilinear: with half-pixel centres, or, with `alignCorners`, such that the
   * centres of the pixels in the corners stay where they are.
   */
  resizeLike(x: T, like: T, options?: { alignCorners?: boolean }): T;
}

/** The shape of a transposed convolution. */
export interface TransposedConvOptions extends Pick<ConvOptions, "filters" | "bias" | "init"> {
  kernel: number;
  /** Pixels of the result from one pixel of the input to the next; default 1. */
  stride?: number;
}

import type { Preprocessing } from "./normalizeImages.ts";
import type { Init } from "./params.ts";

/**
 * A network, written once against `LayerOps` and run with several: on tensors it computes
 * (`runNetwork`), on names it lists parameters (`networkSpec`), on intervals it finds receptive
 * fields (`receptiveField`).
 */
export interface Network<Layer extends string = string> {
  name: string;
  /** Smallest height and width it takes, in pixels. */
  minSize: number;
  /** Channels of an image; default 3. */
  channels?: number;
  preprocessing: Preprocessing;
  /** Gives every named layer with its value, in order. The caller stops after the last layer it needs. */
  layers<T>(ops: LayerOps<T>, images: T): Iterable<[Layer, T]>;
}

/** The operations that networks are made of. `T` stands for a feature map `[N, H, W, C]`. */
export interface LayerOps<T> {
  /** A convolution with parameters `<name>.weight` (and `.bias`), then its normalisation. */
  conv(x: T, name: string, options: ConvOptions, norm?: NormOptions): T;
  relu(x: T): T;
  relu6(x: T): T;
  maxPool(x: T, options: PoolOptions): T;
  /** The mean of the pixels in the window; padding is not counted. */
  avgPool(x: T, options: PoolOptions): T;
  concat(xs: T[]): T;
  add(x: T, y: T): T;
  scale(x: T, factor: number): T;
  /** The mean over height and width, `[N, 1, 1, C]`. */
  globalMean(x: T): T;
  /** The linear map `<name>.weight` and `<name>.bias` of every pixel. */
  linear(x: T, name: string, units: number): T;
}

export interface PoolOptions {
  kernel: number | [number, number];
  /** The stride, along height and width; default 1. */
  stride?: number;
  /**
   * Padding on every side in pixels, default 0; or `"same"` for an output of ⌈size / stride⌉ as
   * TensorFlow pads, with the odd pixel at the end.
   */
  pad?: number | [number, number] | "same";
}

export interface ConvOptions extends PoolOptions {
  filters: number;
  /** Whether each channel has one filter of its own; `filters` is then the number of channels. */
  depthwise?: boolean;
  /** Pixels from one number of the filter to the next, along height and width; default 1. */
  dilation?: number;
  /** Whether the convolution has a bias; default false. */
  bias?: boolean;
  /** How `initParams` fills the weight; default `"uniform"`. */
  init?: Init;
}

/** Batch normalisation with parameters `<name>.{weight,bias,running_mean,running_var}`. */
export interface NormOptions {
  name: string;
  epsilon: number;
  /** How `initParams` fills the weight; default `"ones"`. */
  init?: Init;
}

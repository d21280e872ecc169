import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * A network's parameters by the names of its published checkpoint. In memory convolution
 * filters are `[kh, kw, in, out]` (depthwise ones `[kh, kw, channels, 1]`) and matrices
 * `[in, out]`; files keep PyTorch's layout. `loadParams` and `saveParams` convert.
 */
export type Params = Record<string, Tensor>;

/** One entry of a network's state dict. */
export interface ParamSpec {
  name: string;
  /** The shape in the checkpoint: convolutions `[out, in, kh, kw]`, matrices `[out, in]`. */
  shape: number[];
  /**
   * Decides the memory layout. A `transposed` convolution has the shape `[in, out, kh, kw]` in the checkpoint
   * and `[kh, kw, out, in]` in memory, as `conv2dTranspose` takes it. A `vector` and a `plain` tensor (a table, an embedding) have the layout
   * of the file. A `counter` (`num_batches_tracked`) is never loaded.
   */
  kind: "conv" | "transposed" | "depthwise" | "linear" | "vector" | "plain" | "counter";
  /** How `initParams` fills it; default `"uniform"` for weights and `"zeros"` for vectors. */
  init?: Init;
  /** Whether gradients may change it; running statistics and counters are not trainable. */
  trainable: boolean;
  /** Only for the weight of a convolution: the batch normalisation that follows it, for `foldBatchNorm`. */
  norm?: { name: string; epsilon: number };
}

/**
 * - `"uniform"`: U(-b, b), b = 1/√fanIn: PyTorch's default for convolutions and matrices.
 * - `{ uniform: b }`: the same with a given b, which PyTorch uses for biases.
 * - `"he"`: U(-b, b), b = √(6/fanIn), which keeps the variance through a ReLU (He et al. 2015).
 * - `{ normal: s }`: N(0, s²); with `mean: m`, N(m, s²).
 * - `"zeros"`, `"ones"`, `{ constant: c }`.
 */
export type Init =
  | "uniform"
  | "he"
  | "zeros"
  | "ones"
  | { uniform: number }
  | { normal: number; mean?: number }
  | { constant: number };

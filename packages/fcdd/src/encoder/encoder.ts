import type { Params, ParamSpec, Preprocessing } from "@flawlens/backbones";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** What an encoder makes of images. */
export interface EncoderOutput {
  /** `[N, u, v, channels]`. */
  features: Tensor4D;
  /** New values of parameters that training does not move by gradient: running statistics. */
  updates: Params;
}

/** Features before they are joined. */
export interface FeaturePieces {
  /** The pieces, each `[N, rows, columns, channels]` with sizes of its own; arguments as those of `features`. */
  of(params: Params, images: Tensor4D): Tensor4D[];
  /** The features, `[N, u, v, channels]`, that the encoder's `features` gives for the same images. */
  join(pieces: Tensor4D[]): Tensor4D;
}

/** The network in front of the head: a value, so that any object of this shape fits. */
export interface Encoder {
  name: string;
  /** The parameters it needs, under the names of its checkpoint. */
  spec: ParamSpec[];
  /** Channels of its features. */
  channels: number;
  /** How images are prepared for its weights. */
  preprocessing: Preprocessing;
  /** Whether training moves its parameters. */
  trainable: boolean;
  /**
   * Whether its features of an image are the same in every step of a training: then they can be
   * computed once and kept. False for a trainable encoder, and for one with batch statistics.
   */
  fixed: boolean;
  /**
   * @param params - One tensor for each name of `spec`, or folded (`foldBatchNorm`).
   * @param images - `[N, H, W, 3]`, prepared.
   */
  features(params: Params, images: Tensor4D, options: { training: boolean }): EncoderOutput;
  /**
   * Where a fixed encoder joins its features from smaller pieces, such as those of smaller images: training keeps the
   * pieces, which take less memory. Default the features themselves.
   */
  pieces?: FeaturePieces;
  /** The centre of cell `i` of the features is `offset + i * stride`, in pixels of an input of this size. */
  receptiveField?(size: { height: number; width: number }): { offset: number; stride: number };
}

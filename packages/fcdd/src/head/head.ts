import type { Params, ParamSpec } from "@flawlens/backbones";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** What a head makes of features. */
export interface HeadOutput {
  /** `[N, u, v, M]`: one channel a type, any sign; {@link pseudoHuber} makes the maps. */
  phi: Tensor4D;
  /** New values of parameters that training does not move by gradient: running statistics. */
  updates: Params;
}

/** How a head is applied. */
export interface HeadOptions {
  training: boolean;
  random?: () => number;
}

/** The trained part of the network: a value, so that any object of this shape fits. */
export interface Head {
  name: string;
  /** The parameters it needs, under names of its own. */
  spec(inChannels: number, types: number): ParamSpec[];
  /**
   * @param params - One tensor for each name of `spec`.
   * @param features - `[N, u, v, inChannels]`.
   * @param options - `training`: batch statistics and `updates`; otherwise running statistics. `random`: uniform in
   *   [0, 1), given in training to a head that draws, such as one with dropout. Nothing else may be random in it, so
   *   that a training can be resumed.
   */
  apply(params: Params, features: Tensor4D, options: HeadOptions): HeadOutput;
}

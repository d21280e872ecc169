import type { Params } from "@flawlens/backbones";

/** What an optimiser or a transform of gradients remembers between updates. */
export interface OptimizerState {
  /** The state's tensors by `slot/parameter`; they still belong to the optimiser. */
  tensors(): Params;
  /** The rest of the state, as plain JSON. */
  state(): unknown;
  /**
   * Sets a new optimiser of the same kind to a saved state; the tensors become its own.
   *
   * @throws {RangeError} If the state is not one of this kind.
   */
  restore(state: unknown, tensors: Params): void;
  /** Frees the state's tensors. */
  dispose(): void;
}

/** Turns gradients into new parameters. It owns its state; parameters belong to the caller. */
export interface Optimizer extends OptimizerState {
  /** Names the kind, and its tensors in a checkpoint: `adam.sum/head.weight`. */
  readonly name: string;
  /**
   * New parameters, one for each gradient. Nothing passed in is disposed or changed; the
   * optimiser's own old state is disposed.
   */
  update(params: Params, gradients: Params): Params;
}

/**
 * Turns gradients into other gradients on their way to an optimiser: see `chain`. optax calls this a
 * gradient transformation.
 */
export interface GradientTransform {
  /** Names the kind, and its tensors in a checkpoint. */
  readonly name: string;
  /**
   * New gradients under the same names and of the same shapes. Nothing passed in is disposed or
   * changed; it is called inside `tidy`, so a transform keeps what it remembers.
   */
  transform(gradients: Params, params: Params): Params;
  /** The state that the transform keeps between updates; absent where it keeps none. */
  memory?: OptimizerState;
}

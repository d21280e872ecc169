import type { Params } from "@flawlens/backbones";

/** What turns gradients into new parameters. It owns its state; parameters belong to the caller. */
export interface Optimizer {
  /** Names the kind, and its tensors in a checkpoint: `adam.sum/head.weight`. */
  readonly name: string;
  /**
   * New parameters, one for each gradient. Nothing passed in is disposed or changed; the
   * optimiser's own old state is disposed.
   */
  update(params: Params, gradients: Params): Params;
  /** The state's tensors by `slot/parameter`, still owned by the optimiser. */
  tensors(): Params;
  /** The rest of the state, as plain JSON. */
  state(): unknown;
  /** Sets a new optimiser of the same kind to a saved state; `tensors` become its own. */
  restore(state: unknown, tensors: Params): void;
  /** Frees the state's tensors. */
  dispose(): void;
}

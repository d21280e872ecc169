import {
  dispose,
  engine,
  keep,
  scalar,
  tidy,
  type Scalar,
  type Tensor,
} from "@tensorflow/tfjs-core";
import type { Optimizer } from "./optimizers/optimizer.ts";
import type { Params } from "@flawlens/backbones";

/** A loss, and new values of parameters that no gradient changes: running statistics. */
export interface LossAndUpdates {
  /** One number, which training minimises. */
  loss: Scalar;
  /** New tensors by the name of the parameter they replace. */
  updates?: Params;
}

/** The loss of a batch as a function of the parameters, in differentiable operations. */
export type LossOf<B> = (params: Params, batch: B) => Scalar | LossAndUpdates;

/** Options of {@link trainStep}. */
export interface TrainStepOptions<B> {
  lossOf: LossOf<B>;
  optimizer: Optimizer;
  /** Names of the parameters that gradients change. */
  trainable: readonly string[];
}

/**
 * One step of training: computes the loss and its gradients, and updates the parameters. It reads no
 * value and waits for nothing, so the `ort` engine runs the whole step as one graph when the loss is
 * read.
 *
 * @returns The loss before the update, and the new parameters: new tensors for the trainable
 *   and updated ones, the same tensors for all others. The old ones are left to the caller.
 * @throws {RangeError} If the loss is not one number, a trainable parameter has no
 *   gradient, or an update names no parameter, a trainable one, or has another shape.
 */
export function trainStep<B>(
  params: Params,
  batch: B,
  { lossOf, optimizer, trainable }: TrainStepOptions<B>,
): { loss: Scalar; params: Params } {
  let updates: Params = {};
  let failure: unknown;
  try {
    return tidy(() => {
      const forward = (): Tensor => {
        try {
          const result = lossOf(params, batch);
          const given = "loss" in result ? result : { loss: result };
          updates = given.updates ?? {};
          Object.values(updates).forEach(keep); // outlive the gradient's own scope
          checkLoss(given.loss);
          checkUpdates(updates, params, trainable);
          return given.loss;
        } catch (error) {
          failure = error; // thrown through tfjs, it would leave the tape's tensors behind
          return scalar(0);
        }
      };
      const { value, grads } = engine().gradients(
        forward,
        trainable.map((name) => params[name]),
        undefined as unknown as Tensor, // start from 1
        true, // missing gradients are told by name below
      );
      if (failure !== undefined) throw failure;
      const gradients = named(trainable, grads);
      const trained = Object.fromEntries(trainable.map((name) => [name, params[name]]));
      const next = { ...params, ...updates, ...optimizer.update(trained, gradients) };
      return { loss: value as Scalar, params: next };
    });
  } catch (error) {
    dispose(updates);
    throw error;
  }
}

function checkLoss(loss: Tensor): void {
  if (loss.rank !== 0)
    throw new RangeError(
      `trainStep: expected lossOf to return one number, got shape [${loss.shape}]; take its mean`,
    );
}

function checkUpdates(updates: Params, params: Params, trainable: readonly string[]): void {
  for (const [name, update] of Object.entries(updates)) {
    if (!(name in params) || trainable.includes(name))
      throw new RangeError(
        `trainStep: expected updates of parameters that are not trainable, got ${name}, ${name in params ? "which is" : "which is no parameter"}`,
      );
    if (update.shape.join() !== params[name].shape.join())
      throw new RangeError(
        `trainStep: expected an update of shape [${params[name].shape}] for ${name}, got [${update.shape}]`,
      );
  }
}

function named(names: readonly string[], grads: (Tensor | undefined)[]): Params {
  const without = names.filter((_, i) => !grads[i]);
  if (without.length > 0)
    throw new RangeError(
      `trainStep: expected the loss to depend on every trainable parameter, got no gradient for ${without.join(", ")}; leave them out of trainable`,
    );
  return Object.fromEntries(names.map((name, i) => [name, grads[i] as Tensor]));
}

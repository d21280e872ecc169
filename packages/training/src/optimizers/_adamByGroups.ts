import { adamSteps } from "@flawlens/ops";
import { dispose, keep, mul, scalar, tidy, type Tensor } from "@tensorflow/tfjs-core";
import {
  adamScalars,
  checkBetas,
  disposeMoments,
  momentSlots,
  momentsOf,
  updatesOf,
  zeroMoments,
  type Moments,
} from "./_moments.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { Optimizer } from "./optimizer.ts";

/** Parameters with a learning rate and a weight decay of their own. */
export interface AdamGroup {
  matches(name: string): boolean;
  rateAt: Schedule;
  /** Fraction of each parameter that an update subtracts from it, before the learning rate multiplies it. */
  decay: number;
}

/**
 * Adam and AdamW: one update of each group with the numbers of that group. A parameter belongs to the
 * first group that matches its name.
 */
export function adamByGroups(
  optimizer: string,
  groups: readonly AdamGroup[],
  { beta1, beta2, epsilon }: { beta1: number; beta2: number; epsilon: number },
): Optimizer {
  checkBetas(optimizer, { beta1, beta2, epsilon });

  const known = new Map<string, AdamGroup | undefined>();
  const groupOf = (name: string): AdamGroup | undefined => {
    if (!known.has(name))
      known.set(
        name,
        groups.find((group) => group.matches(name)),
      );
    return known.get(name);
  };
  let updates = 0;
  let moments = new Map<string, Moments>();
  return {
    name: optimizer,
    update(params, gradients) {
      updates++;
      return tidy(() => {
        const next: Record<string, Tensor> = {};
        for (const group of groups) {
          const { rateAt, decay } = group;
          const names = Object.keys(gradients).filter((name) => groupOf(name) === group);
          if (!names.length) continue;
          const rate = rateAt(updates);
          const kept = decay ? scalar(1 - rate * decay) : null; // a tensor, so that every update is the same graph
          const states = names.map((name) => ({
            param: kept ? mul(params[name], kept) : params[name],
            ...(moments.get(name) ?? zeroMoments(params[name])),
          }));
          const stepped = adamSteps(
            states,
            names.map((name) => gradients[name]),
            adamScalars(updates, rate, { beta1, beta2, epsilon }),
          );
          for (const [i, name] of names.entries()) {
            const { sum, squares } = stepped[i];
            moments.set(name, { sum: keep(sum), squares: keep(squares) });
            dispose([states[i].sum, states[i].squares]);
            next[name] = stepped[i].param;
          }
        }
        return Object.fromEntries(Object.keys(gradients).map((name) => [name, next[name]]));
      });
    },
    tensors: () => momentSlots(moments),
    state: () => ({ updates }),
    restore(state, tensors) {
      const count = updatesOf(optimizer, state);
      const restored = momentsOf(optimizer, tensors);
      disposeMoments(moments);
      moments = restored;
      updates = count;
    },
    dispose: () => disposeMoments(moments),
  };
}

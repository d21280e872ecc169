import { adamSteps } from "@flawlens/tfjs-backend-ort/ops";
import { dispose, keep, scalar, tensor, tidy, type Tensor } from "@tensorflow/tfjs-core";
import type { Optimizer } from "./optimizer.ts";
import type { Params } from "@flawlens/backbones";

/** The numbers of {@link adam}. */
export interface AdamOptions {
  /** The step size, or a schedule: the step size of update 1, 2, 3, ... */
  learningRate: number | ((update: number) => number);
  /** Decay of the mean of gradients, in [0, 1). */
  beta1?: number;
  /** Decay of the mean of squared gradients, in [0, 1). */
  beta2?: number;
  /** Added to the root of that mean: keeps the quotient finite. */
  epsilon?: number;
}

/**
 * Adam (Kingma & Ba 2015, arXiv:1412.6980), by PyTorch's rule. At update t, with gradient g:
 *
 *     m ← β₁·m + (1 - β₁)·g
 *     v ← β₂·v + (1 - β₂)·g²
 *     p ← p - η · m/(1 - β₁ᵗ) / (√(v/(1 - β₂ᵗ)) + ε)
 *
 * (TensorFlow.js adds ε to the uncorrected √v instead, which damps the first steps of small
 * gradients.) Both corrections are computed in float64 and reach the engine as two
 * numbers, so every update is the same computation. Two tensors of state a parameter.
 *
 * @throws {RangeError} If an option lies outside its range.
 *
 * @example
 * const optimizer = adam({ learningRate: 1e-4 });
 */
export function adam({
  learningRate,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
}: AdamOptions): Optimizer {
  const rateAt = typeof learningRate === "number" ? () => learningRate : learningRate;
  check("learningRate", rateAt(1), 0, Infinity);
  check("beta1", beta1, 0, 1);
  check("beta2", beta2, 0, 1);
  check("epsilon", epsilon, 0, Infinity);

  let updates = 0;
  let moments = new Map<string, Moments>();
  const free = () => {
    for (const { m, v } of moments.values()) dispose([m, v]);
    moments.clear();
  };

  return {
    name: "adam",
    update(params, gradients) {
      updates++;
      const root = Math.sqrt(1 - beta2 ** updates);
      const corrected = (rateAt(updates) * root) / (1 - beta1 ** updates);
      return tidy(() => {
        const options = {
          stepSize: scalar(corrected),
          beta1,
          beta2,
          epsilon: scalar(epsilon * root),
        };
        const names = Object.keys(gradients);
        const states = names.map((name) => ({
          param: params[name],
          ...(moments.get(name) ?? zeroMoments(params[name])),
        }));
        const stepped = adamSteps(states, Object.values(gradients), options);
        for (const [i, name] of names.entries()) {
          moments.set(name, { m: keep(stepped[i].m), v: keep(stepped[i].v) });
          dispose([states[i].m, states[i].v]);
        }
        return Object.fromEntries(names.map((name, i) => [name, stepped[i].param]));
      });
    },
    tensors() {
      const slots: Params = {};
      for (const [name, { m, v }] of moments) {
        slots[`m/${name}`] = m;
        slots[`v/${name}`] = v;
      }
      return slots;
    },
    state: () => ({ updates }),
    restore(state, tensors) {
      const saved = state as { updates?: unknown } | null;
      if (!Number.isSafeInteger(saved?.updates))
        throw new RangeError(
          `adam: expected a state with the number of updates, got ${JSON.stringify(state)}`,
        );
      const restored = pairs(tensors);
      free();
      moments = restored;
      updates = saved?.updates as number;
    },
    dispose: free,
  };
}

interface Moments {
  m: Tensor;
  v: Tensor;
}

/** Real arrays rather than a recorded "fill": the first step is then computed as all others are. */
function zeroMoments(param: Tensor): Moments {
  const zeros = () => tensor(new Float32Array(param.size), param.shape);
  return { m: zeros(), v: zeros() };
}

/** `m/name` and `v/name` together, every name having both. */
function pairs(tensors: Params): Map<string, Moments> {
  const moments = new Map<string, Moments>();
  for (const slot of Object.keys(tensors)) {
    const [kind, name] = [slot.slice(0, 2), slot.slice(2)];
    if ((kind !== "m/" && kind !== "v/") || !(`m/${name}` in tensors) || !(`v/${name}` in tensors))
      throw new RangeError(`adam: expected m/ and v/ of every parameter, got ${slot} alone`);
    moments.set(name, { m: keep(tensors[`m/${name}`]), v: keep(tensors[`v/${name}`]) });
  }
  return moments;
}

function check(name: string, value: number, from: number, below: number): void {
  if (!(value >= from && value < below))
    throw new RangeError(`adam: expected ${name} in [${from}, ${below}), got ${value}`);
}

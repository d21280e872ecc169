import type { Params } from "@flawlens/backbones";
import { dispose, keep, scalar, tensor, type Scalar, type Tensor } from "@tensorflow/tfjs-core";

/** What Adam and optimisers like it remember of a parameter: its moments as plain sums, see `adamSteps`. */
export interface Moments {
  sum: Tensor;
  squares: Tensor;
}

/** The numbers of update `t` (1, 2, 3, ...) for `adamSteps`, by PyTorch's rule, in float64. */
export function adamScalars(
  t: number,
  rate: number,
  { beta1, beta2, epsilon }: { beta1: number; beta2: number; epsilon: number },
): { stepSize: Scalar; beta1: number; beta2: number; epsilon: Scalar } {
  const root = Math.sqrt((1 - beta2 ** t) / (1 - beta2));
  const stepSize = (rate * root * (1 - beta1)) / (1 - beta1 ** t);
  return { stepSize: scalar(stepSize), beta1, beta2, epsilon: scalar(epsilon * root) };
}

/**
 * Moments of zero. They come from an array rather than a recorded "fill", so the first step runs the same graph as all
 * others. Both come from one array, which engines only read.
 */
export function zeroMoments(param: Tensor): Moments {
  const zeros = new Float32Array(param.size);
  return { sum: tensor(zeros, param.shape), squares: tensor(zeros, param.shape) };
}

/** The moments as tensors by `sum/name` and `squares/name`: the names that a checkpoint has. */
export function momentSlots(moments: ReadonlyMap<string, Moments>): Params {
  const slots: Params = {};
  for (const [name, { sum, squares }] of moments) {
    slots[`sum/${name}`] = sum;
    slots[`squares/${name}`] = squares;
  }
  return slots;
}

/** The moments that tensors named `sum/name` and `squares/name` hold; every name must have both. */
export function momentsOf(optimizer: string, tensors: Params): Map<string, Moments> {
  const moments = new Map<string, Moments>();
  for (const slot of Object.keys(tensors)) {
    const name = slot.replace(/^(sum|squares)\//, "");
    const [sum, squares] = [tensors[`sum/${name}`], tensors[`squares/${name}`]];
    if (name === slot || !sum || !squares)
      throw new RangeError(
        `${optimizer}: expected sum/ and squares/ of every parameter, got ${slot} alone`,
      );
    moments.set(name, { sum: keep(sum), squares: keep(squares) });
  }
  return moments;
}

/** The number of updates in a saved state. */
export function updatesOf(optimizer: string, state: unknown): number {
  const saved = state as { updates?: unknown } | null;
  if (!Number.isSafeInteger(saved?.updates))
    throw new RangeError(
      `${optimizer}: expected a state with the number of updates, got ${JSON.stringify(state)}`,
    );
  return saved?.updates as number;
}

export function disposeMoments(moments: Map<string, Moments>): void {
  for (const { sum, squares } of moments.values()) dispose([sum, squares]);
  moments.clear();
}

/** Refuses decays outside [0, 1) and an epsilon below 0. */
export function checkBetas(
  optimizer: string,
  { beta1, beta2, epsilon }: { beta1: number; beta2: number; epsilon: number },
): void {
  checkRange(optimizer, "beta1", beta1, 0, 1);
  checkRange(optimizer, "beta2", beta2, 0, 1);
  checkRange(optimizer, "epsilon", epsilon, 0, Infinity);
}

/** Refuses a number outside [from, below). */
export function checkRange(
  optimizer: string,
  name: string,
  value: number,
  from: number,
  below: number,
): void {
  if (!(value >= from && value < below))
    throw new RangeError(`${optimizer}: expected ${name} in [${from}, ${below}), got ${value}`);
}

import { adam } from "@flawlens/training";
import type { AdamOptions, Optimizer } from "@flawlens/training";
import type { Params } from "@flawlens/backbones";
import { add, div, minimum, mul, reshape, sqrt, square, sum, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";

/** The numbers of {@link clippedAdam}. */
export interface ClippedAdamOptions extends AdamOptions {
  /** Largest length of all gradients together, as one vector; default 1. */
  maxNorm?: number;
  /** Added to gradients as this many times the parameter, before Adam (coupled L2); default 1e-5. */
  weightDecay?: number;
}

/**
 * Adam on gradients that are first clipped to a global norm and then have weight decay added: PyTorch's
 * `clip_grad_norm_` and `Adam(weight_decay)`, in that order.
 *
 * @example
 * const optimizer = clippedAdam({ learningRate: stepDecay({ learningRate: 2e-4 }) });
 */
export function clippedAdam({
  maxNorm = 1,
  weightDecay = 1e-5,
  ...options
}: ClippedAdamOptions): Optimizer {
  if (!(maxNorm > 0))
    throw new RangeError(`clippedAdam: expected a maxNorm above 0, got ${maxNorm}`);
  if (!(weightDecay >= 0))
    throw new RangeError(`clippedAdam: expected a weightDecay of at least 0, got ${weightDecay}`);
  const inner = adam(options);
  return {
    ...inner,
    update: (params, gradients) =>
      tidy(() => {
        const share = clipShare(Object.values(gradients), maxNorm);
        const changed: Params = {};
        for (const [name, gradient] of Object.entries(gradients)) {
          const clipped = mul(gradient, share);
          changed[name] =
            weightDecay === 0 ? clipped : add(clipped, mul(params[name], weightDecay));
        }
        return inner.update(params, changed);
      }),
  };
}

/** What gradients are multiplied with: at most 1. */
function clipShare(gradients: readonly Tensor[], maxNorm: number): Scalar {
  // In row-major order whatever order an engine keeps them in, so that sums round alike in every run.
  const squares = gradients.map((gradient) => sum(square(reshape(gradient, [-1]))));
  const norm = sqrt(squares.reduce((total, each) => add(total, each)));
  return minimum(div(maxNorm, add(norm, 1e-6)), 1);
}

/**
 * A step size that falls by a factor every so many updates; by default the released code's: 2e-4, a
 * tenth of it every 10 epochs of 20.
 */
export function stepDecay({
  learningRate = 2e-4,
  factor = 0.1,
  every = 200,
}: { learningRate?: number; factor?: number; every?: number } = {}): (update: number) => number {
  if (!Number.isSafeInteger(every) || every < 1)
    throw new RangeError(`stepDecay: expected a whole number of updates, got ${every}`);
  return (update) => learningRate * factor ** Math.floor((update - 1) / every);
}

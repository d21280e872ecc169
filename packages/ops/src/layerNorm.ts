import {
  add,
  customGrad,
  div,
  engine,
  mean,
  mul,
  registerGradient,
  sqrt,
  square,
  sub,
  sum,
  type GradSaveFunc,
  type NamedTensorMap,
  type Tensor,
  type Tensor1D,
} from "@tensorflow/tfjs-core";
import { hasKernel } from "./_hasKernel.ts";

/**
 * Layer normalisation over the last dimension (Ba, Kiros & Hinton 2016, arXiv:1607.06450):
 *
 *     y = scale · n + offset,   n = (x - μ)/s,   s = √(σ² + epsilon)
 *
 * with mean μ and biased variance σ² of each row. There are gradients to `x`, `scale` and `offset`: with
 * the upstream gradient dy, d = scale · dy, and means over a row, dx = (d - mean(d) - n · mean(d · n))/s.
 *
 * The `ort` engine runs it as one operator, also in exported files, and its gradient in half the
 * passes; every other engine runs plain TensorFlow.js operations.
 *
 * @param x - `[..., C]`, of rank 1 or more.
 * @param scale - `[C]` (γ).
 * @param offset - `[C]` (β).
 * @param epsilon - Added to the variance; default 1e-5, as PyTorch's.
 * @throws {RangeError} If scale or offset has another length than the last dimension of `x`.
 */
export function layerNorm<T extends Tensor>(
  x: T,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon = 1e-5,
): T {
  const channels = x.shape[x.rank - 1];
  if (scale.size !== channels || offset.size !== channels)
    throw new RangeError(
      `layerNorm: expected scale and offset of ${channels} channels, got ${scale.size} and ${offset.size}`,
    );
  if (!hasKernel("LayerNorm")) return composed(x, scale, offset, epsilon) as T;
  const inputs = { x, scale, offset } as unknown as NamedTensorMap;
  const [y] = engine().runKernel("LayerNorm", inputs, { epsilon }) as Tensor[];
  return y as T;
}

registerGradient({
  kernelName: "LayerNorm",
  inputsToSave: ["x", "scale"],
  outputsToSave: [false, true, true],
  gradFunc: (dy, saved, attrs) => {
    const [x, scale, mean, inverse] = saved;
    const inputs = { dy: (dy as Tensor[])[0], x, scale, mean, inverse } as NamedTensorMap;
    const gradients = engine().runKernel("LayerNormGrad", inputs, attrs) as Tensor[];
    return { x: () => gradients[0], scale: () => gradients[1], offset: () => gradients[2] };
  },
});

/** Computes layer normalisation in plain operations; of the tensors as large as `x` only n is kept for the gradient. */
function composed(x: Tensor, scale: Tensor1D, offset: Tensor1D, epsilon: number): Tensor {
  const normalize = customGrad((...given) => {
    const [x, scale, offset, save] = given as unknown as [Tensor, Tensor, Tensor, GradSaveFunc];
    const centred = sub(x, mean(x, -1, true));
    const spread = sqrt(add(mean(square(centred), -1, true), epsilon));
    const normal = div(centred, spread);
    save([normal, spread, scale]);
    return { value: add(mul(normal, scale), offset), gradFunc };
  });
  return normalize(x, scale, offset);
}

function gradFunc(dy: Tensor, saved: Tensor[]): Tensor[] {
  const [normal, spread, scale] = saved;
  const rows = Array.from({ length: dy.rank - 1 }, (_, axis) => axis);
  const d = mul(dy, scale);
  const along = mul(normal, mean(mul(d, normal), -1, true));
  const dx = div(sub(sub(d, mean(d, -1, true)), along), spread);
  return [dx, sum(mul(dy, normal), rows), sum(dy, rows)];
}

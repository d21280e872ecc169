import type { Params } from "@flawlens/backbones";
import { tidyOutput } from "@flawlens/ops";
import {
  add,
  concat,
  exp,
  log,
  matMul,
  mul,
  relu,
  reshape,
  slice,
  softplus,
  sum,
  tanh,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";

/** Vectors after a block or a flow, and how much it stretched the space around each. */
export interface FlowResult {
  /** `[N, n, C]`. */
  z: Tensor3D;
  /** `[N, n]`: log |det dz/dx|. */
  logDet: Tensor2D;
}

/**
 * One block of a CFlow: a conditional affine coupling, a scale and an offset for each channel, and a fixed rotation
 * (FrEIA's `AllInOneBlock` with a softplus scale and a soft permutation). With x = [x₁ (⌈C/2⌉ channels), x₂] and the
 * condition c:
 *
 *     a = 0.1 · (A₂·relu(A₁·[x₁; c] + b₁) + b₂),  s, t = the halves of a,  j = clamp · tanh(s)
 *     z = R · ([x₁; x₂·exp(j) + t] · g + o),  g = 0.2·log(1 + exp(G/2))
 *     log det = Σj + Σ log g
 *
 * A₁ is applied to x₁ and to c apart: the part of c is the same for every image, and is computed once in an exported
 * file.
 *
 * @param params - The parameters of `flowSpec`; there may be more.
 * @param name - The name of the block.
 * @param x - `[N, n, C]`.
 * @param condition - `[n, P]`, of each vector the condition.
 * @param clamp - Largest |log| of a factor, so that factors lie in [exp(-clamp), exp(clamp)].
 */
export function couplingBlock(
  params: Params,
  name: string,
  x: Tensor3D,
  condition: Tensor2D,
  { clamp }: { clamp: number },
): FlowResult {
  return tidyOutput(() => {
    const [images, vectors, channels] = x.shape;
    const moved = Math.floor(channels / 2);
    const kept = channels - moved;
    const rows = reshape(x, [-1, channels]) as Tensor2D;
    const x1 = slice(rows, [0, 0], [-1, kept]);
    const x2 = slice(rows, [0, kept], [-1, moved]);
    const a = subnet(params, `${name}.subnet`, { x1, condition, images, vectors });
    const j = mul(tanh(slice(a, [0, 0], [-1, moved])), clamp);
    const t = slice(a, [0, moved], [-1, moved]);
    const coupled = concat([x1, add(mul(x2, exp(j)), t) as Tensor2D], 1);

    const g = mul(softplus(mul(params[`${name}.global_scale`], 0.5)), 0.2);
    const scaled = add(mul(coupled, g), params[`${name}.global_offset`]);
    const z = matMul(scaled as Tensor2D, params[`${name}.w_perm`] as Tensor2D);
    const logDet = add(reshape(sum(j, 1), [images, vectors]), sum(log(g)));
    return { z: reshape(z, [images, vectors, channels]), logDet: logDet as Tensor2D };
  });
}

/** a of the block: `[N · n, 2⌊C/2⌋]`. */
function subnet(
  params: Params,
  name: string,
  { x1, condition, images, vectors }: { x1: Tensor2D; condition: Tensor2D; images: number; vectors: number }, // prettier-ignore
): Tensor2D {
  const weight = params[`${name}.0.weight`] as Tensor2D;
  const kept = x1.shape[1];
  const hidden = weight.shape[1];
  const ofX = matMul(x1, slice(weight, [0, 0], [kept, -1]));
  const ofCondition = matMul(condition, slice(weight, [kept, 0], [-1, -1]));
  const shifted = add(ofCondition, params[`${name}.0.bias`] as Tensor1D); // [n, hidden]
  const sums = add(reshape(ofX, [images, vectors, hidden]), shifted);
  const active = reshape(relu(sums), [-1, hidden]) as Tensor2D;
  const a: Tensor = add(
    matMul(active, params[`${name}.2.weight`] as Tensor2D),
    params[`${name}.2.bias`],
  );
  return mul(a, 0.1) as Tensor2D;
}

import { linearSpec } from "@flawlens/backbones";
import type { Params, ParamSpec } from "@flawlens/backbones";
import {
  add,
  expandDims,
  matMul,
  mul,
  relu,
  reshape,
  sigmoid,
  tidy,
  transpose,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";

/** Sizes of the networks that learn. */
export interface LoeShape {
  /** Numbers in a vector. */
  size: number;
  /** Transformations, at least 2. */
  transformations: number;
  /** Width of the hidden layer of each transformation. */
  transformationWidth: number;
  /** Widths of the encoder's layers, the last being that of the embedding. */
  encoderWidths: readonly number[];
}

/**
 * The parameters: `transformations.0` and `.1`, two linear maps for each transformation `[K, in, out]`, and
 * `encoder.<i>`, linear maps with a ReLU between them.
 */
export function loeSpec({
  size,
  transformations: count,
  transformationWidth: width,
  encoderWidths,
}: LoeShape): ParamSpec[] {
  const several = (name: string, from: number, to: number): ParamSpec[] => {
    const each = {
      kind: "plain" as const,
      init: { uniform: 1 / Math.sqrt(from) },
      trainable: true,
    };
    return [
      { name: `${name}.weight`, shape: [count, from, to], ...each },
      { name: `${name}.bias`, shape: [count, 1, to], ...each },
    ];
  };
  return [
    ...several("transformations.0", size, width),
    ...several("transformations.1", width, size),
    ...encoderWidths.flatMap((to, i) =>
      linearSpec(`encoder.${i}`, { from: i === 0 ? size : encoderWidths[i - 1], to }),
    ),
  ];
}

/**
 * The embeddings of vectors and of their transformed versions Tₖ(x) = sigmoid(Mₖ(x)) · x, which an encoder gives.
 *
 * @param x - `[B, size]`.
 * @returns `z` `[B, D]`, `views` `[B, K, D]`.
 */
export function embed(params: Params, x: Tensor2D): { z: Tensor2D; views: Tensor3D } {
  return tidy(() => {
    const given = expandDims(x, 0) as Tensor3D;
    const hidden = relu(affine(params, "transformations.0", given)) as Tensor3D;
    const transformed = mul(sigmoid(affine(params, "transformations.1", hidden)), given);
    const [count, images, size] = transformed.shape as number[];
    const encoded = encode(params, reshape(transformed, [count * images, size]));
    const views = transpose(reshape(encoded, [count, images, -1]), [1, 0, 2]);
    return { z: encode(params, x), views: views as Tensor3D };
  });
}

function affine(params: Params, name: string, x: Tensor3D): Tensor {
  return add(matMul(x, params[`${name}.weight`]), params[`${name}.bias`]);
}

function encode(params: Params, x: Tensor2D): Tensor2D {
  let result = x;
  for (let i = 0; Object.hasOwn(params, `encoder.${i}.weight`); i++) {
    if (i > 0) result = relu(result);
    const product = matMul(result, params[`encoder.${i}.weight`] as Tensor2D);
    result = add(product, params[`encoder.${i}.bias`]);
  }
  return result;
}

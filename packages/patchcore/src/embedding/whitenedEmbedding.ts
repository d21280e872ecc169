import type { Params, ParamSpec } from "@flawlens/backbones";
import { whitenRows } from "@flawlens/detector";
import type { WhiteningMap } from "@flawlens/detector";
import { reshape, tidy } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Embedding } from "./embedding.ts";
import type { Learnt } from "./frozenDetector.ts";

/** The parameters that hold a whitening. */
const [matrixName, offsetName] = ["whitening", "whiteningOffset"];

/**
 * An embedding whose vectors are whitened. The map is among the parameters, as {@link learntWhitening} makes them.
 *
 * @param count - Numbers in a whitened vector.
 */
export function whitenedEmbedding(embedding: Embedding, count: number): Embedding {
  const own = (name: string, shape: number[]): ParamSpec => {
    return { name, shape, kind: "plain", trainable: false };
  };
  return {
    name: `${embedding.name}, whitened`,
    spec: [...embedding.spec, own(matrixName, [embedding.size, count]), own(offsetName, [count])],
    size: count,
    grid: (input) => embedding.grid(input),
    embed: (params, images) =>
      tidy(() => {
        const vectors = embedding.embed(params, images);
        const [n, height, width, size] = vectors.shape;
        const rows = reshape(vectors, [-1, size]) as Tensor2D;
        const white = whitenRows(rows, params[matrixName] as Tensor2D, params[offsetName] as Tensor1D); // prettier-ignore
        return reshape(white, [n, height, width, count]) as Tensor4D;
      }),
  };
}

/** A whitening as what a detector has learnt. */
export function learntWhitening({ matrix, offset, size, count }: WhiteningMap): Learnt[] {
  return [
    [matrixName, [size, count], matrix],
    [offsetName, [count], offset],
  ];
}

/** Numbers in a whitened vector by a detector's parameters; `undefined` where it does not whiten. */
export function whitenedSize(params: Params): number | undefined {
  return Object.hasOwn(params, matrixName) ? params[matrixName].shape[1] : undefined;
}

import { networkSpec, receptiveField, runNetwork } from "@flawlens/backbones";
import { layerNorm } from "@flawlens/ops";
import type { Init, Network, ParamSpec, Params } from "@flawlens/backbones";
import {
  add,
  avgPool,
  clipByValue,
  concat,
  div,
  matMul,
  mean,
  mul,
  reshape,
  sum,
  tidy,
  tile,
} from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

import { ALPHA_MEAN, ALPHA_STD } from "../core/alphaInput.ts";
import type { ImageTower } from "./towers.ts";

export interface NetworkImageTowerOptions<Layer extends string> {
  /** The layers whose features the embedding is made of, one or several, in order. */
  layers: readonly Layer[];
  /** Width and height of the images, a multiple of every layer's stride; default the network's own. */
  imageSize?: number;
  /** Length of an embedding; default 128. */
  embedding?: number;
  /**
   * `"mean"` (default) averages the features of the last layer over the whole image; the mask enters
   * as a channel only, as in Alpha-CLIP. `"region"` adds the mean of every layer's features over the
   * region, so that the mask says where to look; the paper does not do this.
   */
  pooling?: "mean" | "region";
  /**
   * `"fixed"` (default) normalises by the stored statistics, for pretrained weights. `"batch"` normalises
   * by the batch in training and updates the stored statistics, for networks that start from nothing.
   */
  batchNorm?: "fixed" | "batch";
  /** The initial values of the alpha convolution; default zeros, with which a mask changes nothing. */
  alphaInit?: Init;
}

/**
 * An image tower of any network of `@flawlens/backbones`. As in Alpha-CLIP, the mask enters by a
 * convolution of its own, `<first>_alpha.weight`, whose result is added to that of the first convolution
 * (both are computed as one convolution of four channels). The features are normalised and projected by
 * `head.*`.
 *
 * @throws {RangeError} If there is no layer, the size is not a multiple of a stride, or the network does not
 *   begin with a convolution of three channels.
 *
 * @example
 * const tower = networkImageTower(efficientnetLite0Network, { layers: ["stage32"], imageSize: 160 });
 */
export function networkImageTower<Layer extends string>(
  network: Network<Layer>,
  {
    layers,
    imageSize = network.preprocessing.size,
    embedding = 128,
    pooling = "mean",
    batchNorm = "fixed",
    alphaInit = "zeros",
  }: NetworkImageTowerOptions<Layer>,
): ImageTower {
  const fields = layers.map((layer) =>
    receptiveField(network, layer, { height: imageSize, width: imageSize }),
  );
  const odd = layers.find((_, i) => fields[i].x.cells * fields[i].x.stride !== imageSize);
  if (!layers.length || odd !== undefined)
    throw new RangeError(
      `networkImageTower: expected layers of ${network.name} whose strides divide images of ${imageSize} px, got ${odd ?? "none"}`,
    );
  const body = networkSpec(network, { upTo: lastOf(network, layers) });
  const stem = body.find(({ kind, shape }) => kind === "conv" && shape[1] === 3);
  if (!stem)
    throw new RangeError(
      `networkImageTower: expected a network that begins with a convolution of three channels, got ${network.name}`,
    );
  const alphaWeight = stem.name.replace(/\.weight$/, "_alpha.weight");
  const channels = fields.map((field) => field.channels);
  const last = channels[channels.length - 1];
  const width = pooling === "mean" ? last : channels.reduce((a, b) => a + b) + last;
  const withAlpha: Network<Layer> = { ...network, channels: 4 };
  return {
    name: `${network.name}(${layers.join("+")})`,
    imageSize,
    preprocessing: network.preprocessing,
    embedding,
    alphaWeight,
    spec: [
      ...body,
      {
        ...stem,
        name: alphaWeight,
        shape: stem.shape.with(1, 1),
        init: alphaInit,
        norm: undefined,
      },
      ...headSpec(width, embedding),
    ],
    running: batchNorm === "batch" ? runningOf(body) : [],
    embed: (params, images, alphas, { training } = {}) =>
      tidy(() => {
        const [count] = alphas.shape;
        const copies = images.shape[0] === count ? images : tile(images, [count, 1, 1, 1]);
        const both = concat([params[stem.name], params[alphaWeight]], 2);
        const { features, running } = runNetwork(
          withAlpha,
          { ...params, [stem.name]: both },
          concat([copies, alphas], 3),
          { layers, batchNorm: training ? batchNorm : "fixed" },
        );
        const maps = layers.map((layer) => features[layer]);
        const pooled: Tensor2D[] = [mean(maps[maps.length - 1], [1, 2])];
        if (pooling === "region") pooled.push(...maps.map((map) => regionMean(map, alphas)));
        return { embeddings: head(params, concat(pooled, 1)), updates: running };
      }),
  };
}

/** The layer that is computed last. */
function lastOf<Layer extends string>(network: Network<Layer>, layers: readonly Layer[]): Layer {
  const counts = layers.map((layer) => networkSpec(network, { upTo: layer }).length);
  return layers[counts.indexOf(Math.max(...counts))];
}

function headSpec(width: number, embedding: number): ParamSpec[] {
  const vector = (name: string, init: Init): ParamSpec => {
    return { name, kind: "vector", shape: [width], init, trainable: true };
  };
  return [
    vector("head.norm.weight", "ones"),
    vector("head.norm.bias", "zeros"),
    { name: "head.proj.weight", kind: "linear", shape: [embedding, width], trainable: true },
  ];
}

function head(params: Params, x: Tensor2D): Tensor2D {
  const scale = params["head.norm.weight"] as Tensor1D;
  const offset = params["head.norm.bias"] as Tensor1D;
  return matMul(layerNorm(x, scale, offset), params["head.proj.weight"]);
}

function runningOf(spec: readonly ParamSpec[]): string[] {
  return spec.filter(({ name }) => /\.running_(mean|var)$/.test(name)).map(({ name }) => name);
}

/** The mean of `[N, h, w, C]` over each region, each cell weighted by the fraction of it that the region covers. */
function regionMean(map: Tensor4D, alphas: Tensor4D): Tensor2D {
  const stride = alphas.shape[1] / map.shape[1];
  const unit = clipByValue(add(mul(alphas, ALPHA_STD), ALPHA_MEAN), 0, 1) as Tensor4D;
  const covered = avgPool(unit, stride, stride, "valid");
  const total = sum(covered, [1, 2]);
  const [count, , , channels] = map.shape;
  return reshape(div(sum(mul(map, covered), [1, 2]), add(total, 1e-6)), [count, channels]);
}

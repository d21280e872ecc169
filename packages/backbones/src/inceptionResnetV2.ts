import type { Tensor4D } from "@tensorflow/tfjs-core";

import type { ConvOptions, LayerOps, Network } from "./network.ts";
import { networkSpec } from "./networkSpec.ts";
import type { ParamSpec, Params } from "./params.ts";
import { runNetwork } from "./runNetwork.ts";

/** Layers in order; `repeat`, `repeat_1` and `repeat_2` are the last of their blocks. */
export type InceptionResnetV2Layer =
  | "conv2d_1a"
  | "conv2d_2a"
  | "conv2d_2b"
  | "maxpool_3a"
  | "conv2d_3b"
  | "conv2d_4a"
  | "maxpool_5a"
  | "mixed_5b"
  | `repeat.${number}`
  | "repeat"
  | "mixed_6a"
  | `repeat_1.${number}`
  | "repeat_1"
  | "mixed_7a"
  | `repeat_2.${number}`
  | "repeat_2"
  | "block8"
  | "conv2d_7b"
  | "global_pool"
  | "classif";

/**
 * Inception-ResNet-v2 (Szegedy et al. 2016, arXiv:1602.07261) with timm's names, which are
 * also Cadene's but for the classifier. BatchNorm eps 1e-3, no padding unless written.
 */
export const inceptionResnetV2Network: Network<InceptionResnetV2Layer> = {
  name: "inceptionResnetV2",
  minSize: 75,
  preprocessing: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], size: 299 },
  *layers(ops, images) {
    const cb = convBlocks(ops);
    let x = cb(images, "conv2d_1a", { filters: 32, kernel: 3, stride: 2 });
    yield ["conv2d_1a", x];
    x = cb(x, "conv2d_2a", { filters: 32, kernel: 3 });
    yield ["conv2d_2a", x];
    x = cb(x, "conv2d_2b", { filters: 64, kernel: 3, pad: 1 });
    yield ["conv2d_2b", x];
    x = ops.maxPool(x, { kernel: 3, stride: 2 });
    yield ["maxpool_3a", x];
    x = cb(x, "conv2d_3b", { filters: 80, kernel: 1 });
    yield ["conv2d_3b", x];
    x = cb(x, "conv2d_4a", { filters: 192, kernel: 3 });
    yield ["conv2d_4a", x];
    x = ops.maxPool(x, { kernel: 3, stride: 2 });
    yield ["maxpool_5a", x];
    x = ops.concat([
      cb(x, "mixed_5b.branch0", { filters: 96, kernel: 1 }),
      chain(cb, x, "mixed_5b.branch1", [
        { filters: 48, kernel: 1 },
        { filters: 64, kernel: 5, pad: 2 },
      ]),
      chain(cb, x, "mixed_5b.branch2", [
        { filters: 64, kernel: 1 },
        { filters: 96, kernel: 3, pad: 1 },
        { filters: 96, kernel: 3, pad: 1 },
      ]),
      cb(ops.avgPool(x, { kernel: 3, pad: 1 }), "mixed_5b.branch3.1", { filters: 64, kernel: 1 }),
    ]);
    yield ["mixed_5b", x];
    for (let i = 0; i < 10; i++) {
      x = ops.relu(
        residual(ops, cb, x, `repeat.${i}`, { scale: 0.17, channels: 320 }, [
          [{ filters: 32, kernel: 1 }],
          [
            { filters: 32, kernel: 1 },
            { filters: 32, kernel: 3, pad: 1 },
          ],
          [
            { filters: 32, kernel: 1 },
            { filters: 48, kernel: 3, pad: 1 },
            { filters: 64, kernel: 3, pad: 1 },
          ],
        ]),
      );
      yield [`repeat.${i}`, x];
    }
    yield ["repeat", x];
    x = ops.concat([
      cb(x, "mixed_6a.branch0", { filters: 384, kernel: 3, stride: 2 }),
      chain(cb, x, "mixed_6a.branch1", [
        { filters: 256, kernel: 1 },
        { filters: 256, kernel: 3, pad: 1 },
        { filters: 384, kernel: 3, stride: 2 },
      ]),
      ops.maxPool(x, { kernel: 3, stride: 2 }),
    ]);
    yield ["mixed_6a", x];
    for (let i = 0; i < 20; i++) {
      x = ops.relu(
        residual(ops, cb, x, `repeat_1.${i}`, { scale: 0.1, channels: 1088 }, [
          [{ filters: 192, kernel: 1 }],
          [
            { filters: 128, kernel: 1 },
            { filters: 160, kernel: [1, 7], pad: [0, 3] },
            { filters: 192, kernel: [7, 1], pad: [3, 0] },
          ],
        ]),
      );
      yield [`repeat_1.${i}`, x];
    }
    yield ["repeat_1", x];
    x = ops.concat([
      chain(cb, x, "mixed_7a.branch0", [
        { filters: 256, kernel: 1 },
        { filters: 384, kernel: 3, stride: 2 },
      ]),
      chain(cb, x, "mixed_7a.branch1", [
        { filters: 256, kernel: 1 },
        { filters: 288, kernel: 3, stride: 2 },
      ]),
      chain(cb, x, "mixed_7a.branch2", [
        { filters: 256, kernel: 1 },
        { filters: 288, kernel: 3, pad: 1 },
        { filters: 320, kernel: 3, stride: 2 },
      ]),
      ops.maxPool(x, { kernel: 3, stride: 2 }),
    ]);
    yield ["mixed_7a", x];
    for (let i = 0; i < 9; i++) {
      x = ops.relu(residual(ops, cb, x, `repeat_2.${i}`, { scale: 0.2, channels: 2080 }, block8));
      yield [`repeat_2.${i}`, x];
    }
    yield ["repeat_2", x];
    x = residual(ops, cb, x, "block8", { scale: 1, channels: 2080 }, block8); // no ReLU
    yield ["block8", x];
    x = cb(x, "conv2d_7b", { filters: 1536, kernel: 1 });
    yield ["conv2d_7b", x];
    x = ops.globalMean(x);
    yield ["global_pool", x];
    yield ["classif", ops.linear(x, "classif", 1000)];
  },
};

const block8: ConvOptions[][] = [
  [{ filters: 192, kernel: 1 }],
  [
    { filters: 192, kernel: 1 },
    { filters: 224, kernel: [1, 3], pad: [0, 1] },
    { filters: 256, kernel: [3, 1], pad: [1, 0] },
  ],
];

type ConvBlock<T> = (x: T, name: string, options: ConvOptions) => T;

/** Convolution without bias, BatchNorm, ReLU: "cb" below. */
function convBlocks<T>(ops: LayerOps<T>): ConvBlock<T> {
  return (x, name, options) =>
    ops.relu(ops.conv(x, `${name}.conv`, options, { name: `${name}.bn`, epsilon: 1e-3 }));
}

/** Blocks one after another, named `<name>.0`, `<name>.1`, ... */
function chain<T>(cb: ConvBlock<T>, x: T, name: string, blocks: ConvOptions[]): T {
  return blocks.reduce((y, options, i) => cb(y, `${name}.${i}`, options), x);
}

/** x + scale · (the branches, joined, through a plain 1x1 convolution with bias). */
function residual<T>(
  ops: LayerOps<T>,
  cb: ConvBlock<T>,
  x: T,
  name: string,
  { scale, channels }: { scale: number; channels: number },
  branches: ConvOptions[][],
): T {
  const parts = branches.map((blocks, i) =>
    blocks.length === 1
      ? cb(x, `${name}.branch${i}`, blocks[0])
      : chain(cb, x, `${name}.branch${i}`, blocks),
  );
  const joined = ops.conv(ops.concat(parts), `${name}.conv2d`, {
    filters: channels,
    kernel: 1,
    bias: true,
  });
  return ops.add(scale === 1 ? joined : ops.scale(joined, scale), x);
}

/**
 * One layer of Inception-ResNet-v2, normalising by the running statistics. (`runNetwork` gives
 * several layers at once, or normalises by the batch.)
 *
 * | `upTo` | channels | stride | parameters |
 * |---|---|---|---|
 * | `conv2d_2b` | 64 | 2 | 28,768 |
 * | `conv2d_4a` | 192 | 4 | 172,672 |
 * | `mixed_5b` | 320 | 8 | 440,992 |
 * | `repeat` (MultiTypeFCDD's encoder) | 320 | 8 | 1,672,672 |
 * | `repeat_1` | 1088 | 16 | 26,873,312 |
 * | `conv2d_7b` | 1536 | 32 | 54,306,464 |
 * | `classif` | 1000 logits | | 55,843,464 |
 *
 * @param params - The parameters of `inceptionResnetV2Spec({ upTo })`, as they are or folded.
 * @param images - `[N, H, W, 3]`, at least 75 px, normalised by mean 0.5 and std 0.5.
 * @returns `[N, h, w, C]`.
 */
export function inceptionResnetV2(
  params: Params,
  images: Tensor4D,
  { upTo }: { upTo: InceptionResnetV2Layer },
): Tensor4D {
  return runNetwork(inceptionResnetV2Network, params, images, { layers: [upTo] }).features[upTo];
}

/** The parameters of `inceptionResnetV2` up to a layer; default all. */
export function inceptionResnetV2Spec(
  options: { upTo?: InceptionResnetV2Layer } = {},
): ParamSpec[] {
  return networkSpec(inceptionResnetV2Network, options);
}

// A vision transformer as a user of TensorFlow.js would write it: plain operations, no names of ours.
import * as tf from "@tensorflow/tfjs-core";

/** Sizes of a vision transformer. */
export interface VitSizes {
  side: number;
  patch: number;
  width: number;
  depth: number;
  heads: number;
  classes: number;
}

/** ViT-B/16 at 224 px. */
export const VIT_B16: VitSizes = {
  side: 224,
  patch: 16,
  width: 768,
  depth: 12,
  heads: 12,
  classes: 512,
};

type Params = Record<string, tf.Tensor>;

/** Fresh parameters: weights small and random, the rest as usual. */
export function vitParams(
  { side, patch, width, depth, classes }: VitSizes,
  random: () => number,
): Params {
  const tokens = (side / patch) ** 2 + 1;
  const params: Params = {};
  const fill = (name: string, shape: number[], value: () => number): void => {
    const length = shape.reduce((product, side) => product * side, 1);
    params[name] = tf.tensor(Float32Array.from({ length }, value), shape);
  };
  const small = (): number => 0.04 * (random() - 0.5);
  const linear = (name: string, inputs: number, outputs: number): void => {
    fill(`${name}.weight`, [inputs, outputs], small);
    fill(`${name}.bias`, [outputs], () => 0);
  };
  const norm = (name: string): void => {
    fill(`${name}.weight`, [width], () => 1);
    fill(`${name}.bias`, [width], () => 0);
  };
  fill("patch.weight", [patch, patch, 3, width], small);
  fill("patch.bias", [width], () => 0);
  fill("class", [1, 1, width], small);
  fill("position", [1, tokens, width], small);
  for (let i = 0; i < depth; i++) {
    norm(`block${i}.norm1`);
    linear(`block${i}.qkv`, width, 3 * width);
    linear(`block${i}.proj`, width, width);
    norm(`block${i}.norm2`);
    linear(`block${i}.fc1`, width, 4 * width);
    linear(`block${i}.fc2`, 4 * width, width);
  }
  norm("norm");
  linear("head", width, classes);
  return params;
}

/** Logits `[N, classes]` of images `[N, side, side, 3]`. */
export function vit(
  params: Params,
  images: tf.Tensor4D,
  { side, patch, width, depth, heads }: VitSizes,
): tf.Tensor2D {
  const [batch] = images.shape;
  const tokens = (side / patch) ** 2 + 1;
  const linear = (x: tf.Tensor, name: string): tf.Tensor2D =>
    tf.add(
      tf.matMul(x as tf.Tensor2D, params[`${name}.weight`] as tf.Tensor2D),
      params[`${name}.bias`],
    );
  const norm = (x: tf.Tensor, name: string): tf.Tensor => {
    const mean = tf.mean(x, -1, true);
    const centered = tf.sub(x, mean);
    const variance = tf.mean(tf.square(centered), -1, true);
    const scaled = tf.mul(centered, tf.rsqrt(tf.add(variance, 1e-6)));
    return tf.add(tf.mul(scaled, params[`${name}.weight`]), params[`${name}.bias`]);
  };
  const gelu = (x: tf.Tensor): tf.Tensor =>
    tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
  const attention = (x: tf.Tensor, name: string): tf.Tensor => {
    const qkv = tf.reshape(linear(x, `${name}.qkv`), [batch, tokens, 3, heads, width / heads]);
    const [q, k, v] = tf.unstack(tf.transpose(qkv, [2, 0, 3, 1, 4]));
    const scores = tf.mul(tf.matMul(q, k, false, true), (width / heads) ** -0.5);
    const mixed = tf.transpose(tf.matMul(tf.softmax(scores), v), [0, 2, 1, 3]);
    return linear(tf.reshape(mixed, [batch * tokens, width]), `${name}.proj`);
  };

  const patches = tf.conv2d(images, params["patch.weight"] as tf.Tensor4D, patch, "valid");
  const embedded = tf.reshape(tf.add(patches, params["patch.bias"]), [batch, tokens - 1, width]);
  const first = tf.tile(params.class, [batch, 1, 1]);
  const placed = tf.add(tf.concat([first, embedded], 1), params.position);
  let x: tf.Tensor = tf.reshape(placed, [batch * tokens, width]);
  for (let i = 0; i < depth; i++) {
    const name = `block${i}`;
    x = tf.add(x, attention(norm(x, `${name}.norm1`), name));
    const inner = gelu(linear(norm(x, `${name}.norm2`), `${name}.fc1`));
    x = tf.add(x, linear(inner, `${name}.fc2`));
  }
  const last = tf.reshape(norm(x, "norm"), [batch, tokens, width]);
  return linear(tf.reshape(tf.slice(last, [0, 0, 0], [batch, 1, width]), [batch, width]), "head");
}

/** Multiplications and additions of the matrix products of one image, forward. */
export function vitFlop({ side, patch, width, depth, classes }: VitSizes): number {
  const patches = (side / patch) ** 2;
  const tokens = patches + 1;
  const block = 2 * tokens * 12 * width ** 2 + 4 * tokens ** 2 * width;
  return 2 * patches * patch ** 2 * 3 * width + depth * block + 2 * width * classes;
}

import {
  add,
  concat,
  matMul,
  mul,
  reshape,
  slice,
  softmax,
  split,
  tile,
  transpose,
} from "@tensorflow/tfjs-core";
import type { Rank, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";

import { requiredParam } from "../_requiredParam.ts";
import type { ParamSpec, Params } from "../params.ts";
import { activations } from "./activation.ts";
import type { Activation } from "./activation.ts";
import type { TransformerShape } from "./clipConfig.ts";
import { layerNorm } from "@flawlens/ops";
import { linearMap } from "./linear.ts";
import type { LinearHook } from "./linear.ts";

/** What a tower computes with. */
export interface TowerOps {
  network: string;
  params: Params;
  linear: LinearHook;
  activation: Activation;
}

/** A normalisation with parameters `<name>.weight` and `<name>.bias`. */
export function norm<T extends Tensor2D | Tensor3D>(ops: TowerOps, x: T, name: string): T {
  const { network, params } = ops;
  return layerNorm(
    x,
    requiredParam(network, params, `${name}.weight`),
    requiredParam(network, params, `${name}.bias`),
  );
}

/** Settings of a block beside its parameters. */
export interface BlockOptions {
  heads: number;
  /** `[T, T]`, added to the attention's logits. */
  mask?: Tensor2D;
  /** The number of leading tokens that are computed; the others only serve as keys and values. Default all. */
  wanted?: number;
}

/** One pre-norm residual block on `[N, T, W]`. */
export function residualBlock(
  ops: TowerOps,
  x: Tensor3D,
  at: string,
  { heads, mask, wanted }: BlockOptions,
): Tensor3D {
  const attended = attention(ops, norm(ops, x, `${at}.ln_1`), `${at}.attn`, {
    heads,
    mask,
    wanted,
  });
  const y = add<Tensor3D>(wanted === undefined ? x : leading(x, wanted), attended);
  const hidden = linear(ops, norm(ops, y, `${at}.ln_2`), `${at}.mlp.c_fc.weight`);
  const active = activations[ops.activation](hidden);
  return add(y, linear(ops, active, `${at}.mlp.c_proj.weight`));
}

/** softmax(q·kᵀ/√d + mask)·v in every head, then the output's map. */
function attention(
  ops: TowerOps,
  x: Tensor3D,
  at: string,
  { heads, mask, wanted = x.shape[1] }: BlockOptions,
): Tensor3D {
  const [batch, tokens, width] = x.shape;
  const size = width / heads;
  const packed = linear(ops, x, `${at}.in_proj_weight`);
  const byHead = transpose(reshape(packed, [batch, tokens, 3 * heads, size]), [0, 2, 1, 3]);
  const [all, k, v] = split(byHead as Tensor4D, 3, 1);
  const q = wanted < tokens ? slice(all, [0, 0, 0, 0], [-1, -1, wanted, -1]) : all;
  const logits = mul(matMul(q, k, false, true), size ** -0.5);
  const weights = softmax(mask ? add(logits, mask) : logits);
  const mixed = transpose(matMul(weights, v), [0, 2, 1, 3]);
  const joined: Tensor3D = reshape(mixed, [batch, wanted, width]);
  return linear(ops, joined, `${at}.out_proj.weight`);
}

/** The first `count` tokens of `[N, T, W]`. */
export function leading(x: Tensor3D, count: number): Tensor3D {
  return slice(x, [0, 0, 0], [-1, count, -1]);
}

/** A linear map on every token. */
function linear(ops: TowerOps, x: Tensor3D, weightName: string): Tensor3D {
  const [batch, tokens, width] = x.shape;
  const map = linearMap(ops.network, ops.params, weightName);
  const y = ops.linear(reshape(x, [batch * tokens, width]), map);
  return reshape(y, [batch, tokens, map.weight.shape[1]]);
}

/** Tokens `[N, T, W]` with one more in front, the same for every image. */
export function prepend(token: Tensor1D, tokens: Tensor3D): Tensor3D {
  const [batch, , width] = tokens.shape;
  return concat([tile(reshape<Rank.R3>(token, [1, 1, width]), [batch, 1, 1]), tokens], 1);
}

/** The entries of one residual block, initialised as OpenAI's. */
export function blockSpec(at: string, { width, layers }: TransformerShape): ParamSpec[] {
  const output = { normal: width ** -0.5 * (2 * layers) ** -0.5 };
  return [
    ...normSpec(`${at}.ln_1`, width),
    linearSpec(`${at}.attn.in_proj_weight`, 3 * width, width, { normal: width ** -0.5 }),
    biasSpec(`${at}.attn.in_proj_bias`, 3 * width),
    linearSpec(`${at}.attn.out_proj.weight`, width, width, output),
    biasSpec(`${at}.attn.out_proj.bias`, width),
    ...normSpec(`${at}.ln_2`, width),
    linearSpec(`${at}.mlp.c_fc.weight`, 4 * width, width, { normal: (2 * width) ** -0.5 }),
    biasSpec(`${at}.mlp.c_fc.bias`, 4 * width),
    linearSpec(`${at}.mlp.c_proj.weight`, width, 4 * width, output),
    biasSpec(`${at}.mlp.c_proj.bias`, width),
  ];
}

export function normSpec(name: string, width: number): ParamSpec[] {
  const vector = { shape: [width], kind: "vector" as const, trainable: true };
  return [
    { name: `${name}.weight`, ...vector, init: "ones" },
    { name: `${name}.bias`, ...vector, init: "zeros" },
  ];
}

function linearSpec(name: string, out: number, input: number, init: ParamSpec["init"]): ParamSpec {
  return { name, shape: [out, input], kind: "linear", init, trainable: true };
}

function biasSpec(name: string, size: number): ParamSpec {
  return { name, shape: [size], kind: "vector", init: "zeros", trainable: true };
}

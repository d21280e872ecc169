import type { Params } from "@flawlens/backbones";
import { layerNorm, tidyOutput } from "@flawlens/ops";
import { add, concat, expandDims, matMul, mul, relu, reshape, slice, softmax, tensor2d, tile, transpose } from "@tensorflow/tfjs-core"; // prettier-ignore
import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { uniadName } from "./uniadSpec.ts";
import type { UniadShape } from "./uniadSpec.ts";

/**
 * Features as UniAD's transformer reconstructs them. An encoder, and a decoder whose layers each begin with a learned
 * query, attend to all cells but those near the one that asks, so that nothing can be copied.
 *
 * @param params - The parameters of `uniadSpec`; there may be more.
 * @param tokens - `[N, cells, size]`, cells row by row.
 * @param mask - `[cells, cells]`, see `neighborMask`.
 * @returns The same shape as `tokens`.
 */
export function reconstruct(
  params: Params,
  tokens: Tensor3D,
  mask: Float32Array,
  shape: UniadShape,
): Tensor3D {
  return tidyOutput(() => {
    const cells = shape.height * shape.width;
    const context: Context = {
      params,
      heads: shape.heads,
      mask: tensor2d(mask, [cells, cells]),
      position: learnedPosition(params, shape),
    };
    const transformer = `${uniadName}.transformer`;
    let memory = linear(params, `${uniadName}.input_proj`, tokens);
    for (let i = 0; i < shape.encoderLayers; i++)
      memory = encoderLayer(context, `${transformer}.encoder.layers.${i}`, memory);
    let output = memory;
    for (let i = 0; i < shape.decoderLayers; i++)
      output = decoderLayer(context, `${transformer}.decoder.layers.${i}`, output, memory);
    const normal = norm(params, `${transformer}.decoder.norm`, output);
    return linear(params, `${uniadName}.output_proj`, normal);
  });
}

/** What every layer needs. */
interface Context {
  params: Params;
  heads: number;
  mask: Tensor2D;
  position: Tensor3D;
}

/** `[1, cells, hidden]`: the table's column of each cell, then its row. */
export function learnedPosition(
  params: Params,
  { height, width, hidden }: Pick<UniadShape, "height" | "width" | "hidden">,
): Tensor3D {
  const half = hidden / 2;
  const of = (name: string) => params[`${uniadName}.pos_embed.${name}.weight`];
  const columns = tile(reshape(of("col_embed"), [1, width, half]), [height, 1, 1]);
  const rows = tile(reshape(of("row_embed"), [height, 1, half]), [1, width, 1]);
  return reshape(concat([columns, rows], 2), [1, height * width, hidden]);
}

function encoderLayer(context: Context, at: string, x: Tensor3D): Tensor3D {
  const { params, position } = context;
  const placed: Tensor3D = add(x, position);
  const attended = attention(context, `${at}.self_attn`, { query: placed, key: placed, value: x });
  const first = norm(params, `${at}.norm1`, add(x, attended));
  return norm(params, `${at}.norm2`, add(first, feedForward(params, at, first)));
}

function decoderLayer(context: Context, at: string, before: Tensor3D, memory: Tensor3D): Tensor3D {
  const { params, position } = context;
  const learned = expandDims(params[`${at}.learned_embed.weight`], 0) as Tensor3D;
  const query = tile(add(learned, position) as Tensor3D, [memory.shape[0], 1, 1]);
  const asked = attention(context, `${at}.self_attn`, { query, key: add(memory, position), value: memory }); // prettier-ignore
  const first = norm(params, `${at}.norm1`, add(learned, asked));
  const again = attention(context, `${at}.multihead_attn`, { query: add(first, position), key: add(before, position), value: before }); // prettier-ignore
  const second = norm(params, `${at}.norm2`, add(first, again));
  return norm(params, `${at}.norm3`, add(second, feedForward(params, at, second)));
}

/**
 * Attention with several heads and a mask, as PyTorch's `MultiheadAttention` has it.
 *
 * @param of - `[N, cells, hidden]` each.
 */
export function attention(
  { params, heads, mask }: Pick<Context, "params" | "heads" | "mask">,
  name: string,
  of: Record<"query" | "key" | "value", Tensor3D>,
): Tensor3D {
  const [count, cells, hidden] = of.value.shape;
  const size = hidden / heads;
  const weight = params[`${name}.in_proj_weight`] as Tensor2D; // [hidden, 3 hidden]
  const bias = params[`${name}.in_proj_bias`] as Tensor1D;
  const [q, k, v] = [of.query, of.key, of.value].map((x, part) => {
    const columns = slice(weight, [0, part * hidden], [-1, hidden]);
    const rows = matMul(reshape(x, [-1, hidden]) as Tensor2D, columns);
    const shifted = add(rows, slice(bias, part * hidden, hidden));
    return transpose(reshape(shifted, [count, cells, heads, size]), [0, 2, 1, 3]) as Tensor4D;
  });
  const logits = add(mul(matMul(q, k, false, true), size ** -0.5), mask);
  const mixed = transpose(matMul(softmax(logits) as Tensor4D, v), [0, 2, 1, 3]);
  return linear(params, `${name}.out_proj`, reshape(mixed, [count, cells, hidden]) as Tensor3D);
}

function feedForward(params: Params, at: string, x: Tensor3D): Tensor3D {
  return linear(params, `${at}.linear2`, relu(linear(params, `${at}.linear1`, x)));
}

function linear(params: Params, name: string, x: Tensor3D): Tensor3D {
  const [count, cells, size] = x.shape;
  const rows = matMul(reshape(x, [-1, size]) as Tensor2D, params[`${name}.weight`] as Tensor2D);
  return reshape(add(rows, params[`${name}.bias`]), [count, cells, -1]);
}

const norm = (params: Params, name: string, x: Tensor): Tensor3D =>
  layerNorm(x, params[`${name}.weight`] as Tensor1D, params[`${name}.bias`] as Tensor1D) as Tensor3D; // prettier-ignore

import {
  add,
  argMax,
  cast,
  gather,
  matMul,
  oneHot,
  reshape,
  slice,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";

import { pickLayers } from "../_pickLayers.ts";
import { requiredParam } from "../_requiredParam.ts";
import type { Params } from "../params.ts";
import { norm, residualBlock } from "./_transformer.ts";
import type { ClipConfig } from "./clipConfig.ts";
import type { ClipTextLayer } from "./clipLayers.ts";
import { clipTextLayerNames } from "./clipSpec.ts";
import { applyLinear } from "./linear.ts";
import type { LinearHook } from "./linear.ts";

/** Options by which a method changes the text tower without copying it. */
export interface ClipTextOptions {
  /** Computes the linear maps; default `applyLinear`. */
  linear?: LinearHook;
}

/**
 * Embeddings of texts, not normalised to length one. The embedding is read at the largest token
 * of each row (the first, where there are several), which marks the end of the text. Tokens after it
 * change nothing, so rows may be cut after the longest text, which is faster.
 *
 * @param params - The parameters of `clipTextSpec(config)`; it may hold more.
 * @param tokens - `[N, T]`, int32, T at most `config.text.context`.
 * @returns `[N, embedding]`.
 * @throws {RangeError} If the tokens have another shape, or a parameter is missing.
 */
export function clipText(
  config: ClipConfig,
  params: Params,
  tokens: Tensor2D,
  options: ClipTextOptions = {},
): Tensor2D {
  const layers = ["text_projection"] as const;
  return clipTextLayers(config, params, tokens, { ...options, layers }).text_projection as Tensor2D;
}

/**
 * Layers of the text tower: `token_embedding` (positions added), the blocks and `ln_final`
 * `[N, T, width]`; `text_projection` `[N, embedding]`. Layers after the last one asked for are not
 * computed.
 */
export function clipTextLayers<Layer extends ClipTextLayer>(
  config: ClipConfig,
  params: Params,
  tokens: Tensor2D,
  options: ClipTextOptions & { layers: readonly Layer[] },
): Record<Layer, Tensor> {
  const { name, text } = config;
  if (tokens.rank !== 2 || tokens.shape[1] < 1 || tokens.shape[1] > text.context)
    throw new RangeError(
      `${name}: expected tokens [N, T], T from 1 to ${text.context}, got [${tokens.shape.join(", ")}]`,
    );
  if (tokens.dtype !== "int32")
    throw new TypeError(`${name}: expected int32 tokens, got ${tokens.dtype}`);
  return tidy(() =>
    pickLayers(
      name,
      layersOf(config, params, tokens, options),
      options.layers,
      clipTextLayerNames(config),
    ),
  );
}

function* layersOf(
  config: ClipConfig,
  params: Params,
  tokens: Tensor2D,
  { linear = applyLinear }: ClipTextOptions,
): Generator<[ClipTextLayer, Tensor]> {
  const { name: network, activation, text } = config;
  const ops = { network, params, linear, activation };
  const param = <T extends Tensor>(name: string) => requiredParam<T>(network, params, name);
  const length = tokens.shape[1];

  const embedded: Tensor3D = gather(param("token_embedding.weight"), tokens);
  const positions = slice(param<Tensor2D>("positional_embedding"), [0, 0], [length, -1]);
  let x = add<Tensor3D>(embedded, positions);
  yield ["token_embedding", x];
  const mask = causalMask(length);
  for (let i = 0; i < text.layers; i++) {
    x = residualBlock(ops, x, `transformer.resblocks.${i}`, { heads: text.heads, mask });
    yield [`transformer.resblocks.${i}`, x];
  }
  x = norm(ops, x, "ln_final");
  yield ["ln_final", x];
  const end = cast(oneHot(argMax(tokens, 1), length), "float32");
  const pooled = matMul(reshape(end, [-1, 1, length]), x);
  const rows: Tensor2D = reshape(pooled, [-1, text.width]);
  yield ["text_projection", matMul(rows, param<Tensor2D>("text_projection"))];
}

/** 0 where a token may look, and so far below every logit elsewhere that softmax gives 0. */
function causalMask(length: number): Tensor2D {
  const values = Array.from({ length }, (_, row) =>
    Array.from({ length }, (_, column) => (column > row ? -1e9 : 0)),
  );
  return tensor2d(values, [length, length]);
}

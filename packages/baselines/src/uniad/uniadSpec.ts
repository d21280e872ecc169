import { linearSpec, normSpec } from "@flawlens/backbones";
import type { Init, ParamSpec } from "@flawlens/backbones";

/** The shape of UniAD's transformer. */
export interface UniadShape {
  /** Numbers in a vector of features. */
  size: number;
  /** Cells of the grid. */
  height: number;
  width: number;
  /** Width of the tokens, a multiple of twice the number of heads. */
  hidden: number;
  heads: number;
  encoderLayers: number;
  decoderLayers: number;
  /** Width of the hidden layer behind each attention. */
  feedForward: number;
}

/** What the names of the transformer's parameters begin with, as in published checkpoints. */
export const uniadName = "reconstruction";

/**
 * The parameters of UniAD's transformer, under the names of its published checkpoints, filled as released but for the
 * tables of positions, which `createUniad` fills with numbers in [0, 1).
 */
export function uniadSpec(shape: UniadShape): ParamSpec[] {
  const { size, height, width, hidden, encoderLayers, decoderLayers, feedForward } = shape;
  const transformer = `${uniadName}.transformer`;
  const numbered = (count: number, name: string) =>
    Array.from({ length: count }, (_, i) => `${name}.layers.${i}`);
  const behind = (at: string, norms: number) => [
    ...xavierLinear(`${at}.linear1`, hidden, feedForward),
    ...xavierLinear(`${at}.linear2`, feedForward, hidden),
    ...Array.from({ length: norms }, (_, i) => layerNormSpec(`${at}.norm${i + 1}`, hidden)).flat(),
  ];
  return [
    table(`${uniadName}.pos_embed.row_embed.weight`, height, hidden / 2, { constant: 0 }),
    table(`${uniadName}.pos_embed.col_embed.weight`, width, hidden / 2, { constant: 0 }),
    ...numbered(encoderLayers, `${transformer}.encoder`).flatMap((at) => [
      ...attentionSpec(`${at}.self_attn`, hidden),
      ...behind(at, 2),
    ]),
    ...numbered(decoderLayers, `${transformer}.decoder`).flatMap((at) => [
      table(`${at}.learned_embed.weight`, height * width, hidden, { normal: 1 }),
      ...attentionSpec(`${at}.self_attn`, hidden),
      ...attentionSpec(`${at}.multihead_attn`, hidden),
      ...behind(at, 3),
    ]),
    ...layerNormSpec(`${transformer}.decoder.norm`, hidden),
    ...xavierLinear(`${uniadName}.input_proj`, size, hidden),
    ...xavierLinear(`${uniadName}.output_proj`, hidden, size),
  ];
}

function attentionSpec(name: string, hidden: number): ParamSpec[] {
  const bound = Math.sqrt(6 / (4 * hidden));
  return [
    { name: `${name}.in_proj_weight`, shape: [3 * hidden, hidden], kind: "linear", init: { uniform: bound }, trainable: true }, // prettier-ignore
    { name: `${name}.in_proj_bias`, shape: [3 * hidden], kind: "vector", trainable: true },
    ...xavierLinear(`${name}.out_proj`, hidden, hidden),
  ];
}

/** PyTorch's `xavier_uniform_`, with biases of 0. */
function xavierLinear(name: string, from: number, to: number): ParamSpec[] {
  const [weight, bias] = linearSpec(name, { from, to });
  return [
    { ...weight, init: { uniform: Math.sqrt(6 / (from + to)) } },
    { ...bias, init: "zeros" },
  ];
}

const layerNormSpec = (name: string, channels: number): ParamSpec[] =>
  normSpec(name, channels).filter(({ trainable }) => trainable);

function table(name: string, rows: number, columns: number, init: Init): ParamSpec {
  return { name, shape: [rows, columns], kind: "plain", init, trainable: true };
}

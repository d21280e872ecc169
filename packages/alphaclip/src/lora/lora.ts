import { applyLinear, initParams } from "@flawlens/backbones";
import type { ClipConfig, LinearHook, ParamSpec, Params } from "@flawlens/backbones";
import {
  add,
  cast,
  concat,
  customGrad,
  logicalAnd,
  matMul,
  mul,
  slice,
  tensor2d,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import type { GradSaveFunc, Tensor, Tensor2D } from "@tensorflow/tfjs-core";

import { dropoutMask } from "./dropoutMask.ts";
import { checkLora } from "./loraConfig.ts";
import type { LoraConfig, LoraTarget } from "./loraConfig.ts";

/** The paper's adapter: rank 64, scale 1, on all four maps of a block, of `attn.in_proj` on queries and values. */
export const paperLora: LoraConfig = {
  rank: 64,
  alpha: 64,
  targets: ["attn.in_proj", "attn.out_proj", "mlp.c_fc", "mlp.c_proj"],
  parts: ["q", "v"],
};

/**
 * Names and shapes of the parameters of an adapter of the image tower, as in loralib, which Alpha-CLIP
 * trains with: `<map>.lora_A` is `[r, in]` and `<map>.lora_B` is `[out, r]`; for `attn.in_proj`, those of
 * its parts stand one above the other. A starts from U(-1/√in, 1/√in) and B from zero, so that a new
 * adapter changes nothing.
 */
export function loraSpec({ image }: ClipConfig, lora: LoraConfig): ParamSpec[] {
  checkLora(lora, "loraSpec");
  const { width, layers } = image;
  const { rank, targets, parts } = lora;
  const sizes: Record<LoraTarget, [out: number, input: number, parts: number]> = {
    "attn.in_proj": [width, width, parts.length],
    "attn.out_proj": [width, width, 1],
    "mlp.c_fc": [4 * width, width, 1],
    "mlp.c_proj": [width, 4 * width, 1],
  };
  return Array.from({ length: layers }, (_, block) =>
    targets.flatMap((target): ParamSpec[] => {
      const at = `visual.transformer.resblocks.${block}.${target}`;
      const [out, input, count] = sizes[target];
      const common = { kind: "linear", trainable: true } as const;
      return [
        { name: `${at}.lora_A`, shape: [count * rank, input], init: "uniform", ...common },
        { name: `${at}.lora_B`, shape: [count * out, rank], init: "zeros", ...common },
      ];
    }),
  ).flat();
}

/** The parameters of a new adapter, which changes nothing until it is trained. */
export function initLora(
  config: ClipConfig,
  lora: LoraConfig,
  options: { random: () => number },
): Params {
  return initParams(loraSpec(config, lora), options);
}

/**
 * Low-rank adapters (Hu et al. 2022, arXiv:2106.09685) as the linear maps of a tower:
 *
 *     y = x·W + b + α/r · dropout(x)·A·B
 *
 * W and b are the model's own. Maps without an adapter in `params` are computed as before. Each part of
 * `attn.in_proj` has its own A and B.
 *
 * @param params - `lora_A` and `lora_B` by name, `[in, r]` and `[r, out]` in memory; may hold more.
 * @param options.dropout - Probability that an input of the adapter is dropped, and the source of
 *   randomness. Leave it out except in training.
 *
 * @example
 * const embeddings = alphaClipImage(config, params, images, alphas, { linear: loraLinear(adapter, paperLora) });
 */
export function loraLinear(
  params: Params,
  lora: LoraConfig,
  { dropout }: { dropout?: { probability: number; random: () => number } } = {},
): LinearHook {
  checkLora(lora, "loraLinear");
  const p = dropout?.probability ?? 0;
  if (!(p >= 0 && p < 1))
    throw new RangeError(`loraLinear: expected a dropout probability in [0, 1), got ${p}`);
  return (x, map) => {
    const base = applyLinear(x, map);
    const found = adapterOf(params, lora, map, "loraLinear");
    if (!found) return base;
    const scale = lora.alpha / lora.rank / (1 - p);
    const kept = dropout && p > 0 ? dropped(x, p, dropout.random) : x;
    const low = mul<Tensor2D>(matMul(kept, found.a), scale); // where there are fewest numbers
    const change = isPacked(map.name)
      ? packed(lora, low.shape[0], map.weight.shape[0], (k) => partOf(low, found.b, lora, k))
      : matMul<Tensor2D>(low, found.b);
    return add(base, change);
  };
}

/**
 * What an adapter adds to the weight of a map: α/r · A·B, `[in, out]`; `null` where it has none for this map.
 *
 * @param caller - The function that messages begin with.
 */
export function loraChange(
  params: Params,
  lora: LoraConfig,
  map: { name: string; weight: Tensor },
  caller: string,
): Tensor2D | null {
  const found = adapterOf(params, lora, map, caller);
  if (!found) return null;
  const { a, b } = found;
  return tidy(() => {
    const change = isPacked(map.name)
      ? packed(lora, a.shape[0], a.shape[0], (k) => partOf(a, b, lora, k))
      : matMul(a, b);
    return mul(change, lora.alpha / lora.rank);
  });
}

function isPacked(weightName: string): boolean {
  return weightName.endsWith(".in_proj_weight");
}

/** A and B of one map, of the shapes that its weight and the rank ask for; undefined where it has neither. */
function adapterOf(
  params: Params,
  { rank, parts }: LoraConfig,
  { name, weight }: { name: string; weight: Tensor },
  caller: string,
): { a: Tensor2D; b: Tensor2D } | undefined {
  const at = name.replace(/[._]weight$/, "");
  const [a, b] = [params[`${at}.lora_A`], params[`${at}.lora_B`]];
  if (!a && !b) return undefined;
  const [input, outputs] = weight.shape;
  const [count, out] = isPacked(name) ? [parts.length, outputs / 3] : [1, outputs];
  const check = (which: string, found: Tensor | undefined, shape: number[]) => {
    if (found?.shape.join() === shape.join()) return;
    throw new RangeError(
      `${caller}: expected ${at}.${which} of shape [${shape.join(", ")}], for rank ${rank} and a weight of [${weight.shape.join(", ")}], got ${found ? `[${found.shape.join(", ")}]` : "none"}; give the adapter with the rank and parts it was trained with, as readAdapter does, and the model that it is of`,
    );
  };
  check("lora_A", a, [input, count * rank]);
  check("lora_B", b, [rank, count * out]);
  return { a: a as Tensor2D, b: b as Tensor2D };
}

/**
 * x with some inputs set to zero. For the gradient the bytes of the mask are kept, which need a quarter of
 * the memory of the floats made of them. The `logicalAnd` keeps an engine that computes equal expressions
 * once from keeping the floats instead.
 */
function dropped(x: Tensor2D, probability: number, random: () => number): Tensor2D {
  const mask = tensor2d(dropoutMask(x.size, probability, random), x.shape, "bool");
  const drop = customGrad((...given) => {
    const [x, save] = given as unknown as [Tensor, GradSaveFunc];
    save([mask]);
    return {
      value: mul(x, cast(mask, "float32")),
      gradFunc: (dy: Tensor, [mask]: Tensor[]) => mul(dy, cast(logicalAnd(mask, mask), "float32")),
    };
  });
  return drop(x) as Tensor2D;
}

/** Part k of low·B, with its own r columns of `low` and its own outputs of B. */
function partOf(low: Tensor2D, b: Tensor2D, { rank, parts }: LoraConfig, k: number): Tensor2D {
  const out = b.shape[1] / parts.length;
  return matMul(slice(low, [0, k * rank], [-1, rank]), slice(b, [0, k * out], [-1, out]));
}

/** Queries, keys and values side by side, zeros where a part has no adapter. */
function packed(
  { parts }: LoraConfig,
  rows: number,
  width: number,
  part: (k: number) => Tensor2D,
): Tensor2D {
  const blocks = (["q", "k", "v"] as const).map((name): Tensor => {
    const k = parts.indexOf(name);
    return k < 0 ? zeros([rows, width]) : part(k);
  });
  return concat(blocks, 1) as Tensor2D;
}

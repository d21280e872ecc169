import type { ParamSpec, Params } from "./params.ts";

/** A name in which `*` stands for anything (`layer4.*`), or a regular expression. */
export type NamePattern = string | RegExp;

/**
 * The same spec with only those parameters trainable that a pattern matches, such as the last stage of
 * a pretrained network, its normalisations, or an adapter. Running statistics and counters are never
 * trainable.
 *
 * @param patterns - Each is matched against the whole name. An empty list freezes all parameters.
 * @throws {RangeError} If a pattern matches no parameter that can be trained.
 *
 * @example
 * const spec = selectTrainable(networkSpec(resnet18Network), ["layer4.*", "fc.*"]);
 */
export function selectTrainable(
  spec: readonly ParamSpec[],
  patterns: readonly NamePattern[],
): ParamSpec[] {
  const expressions = patterns.map(expression);
  const candidates = spec.filter(({ trainable }) => trainable);
  for (const [i, each] of expressions.entries())
    if (!candidates.some(({ name }) => each.test(name)))
      throw new RangeError(
        `selectTrainable: expected ${String(patterns[i])} to match one of ${candidates.length} trainable parameters (${candidates[0]?.name}, ...), got none`,
      );
  return spec.map((param) => ({
    ...param,
    trainable: param.trainable && expressions.some((each) => each.test(param.name)),
  }));
}

/**
 * Splits parameters into those that an optimiser may change, by the spec, and the rest. The tensors are
 * the same.
 *
 * @example
 * const { trainable, frozen } = splitParams(spec, params);
 * const loss = (changed: Params) => lossOf({ ...frozen, ...changed });
 */
export function splitParams(
  spec: readonly ParamSpec[],
  params: Params,
): { trainable: Params; frozen: Params } {
  const names = new Set(spec.filter(({ trainable }) => trainable).map(({ name }) => name));
  const chosen = (wanted: boolean) =>
    Object.fromEntries(Object.entries(params).filter(([name]) => names.has(name) === wanted));
  return { trainable: chosen(true), frozen: chosen(false) };
}

function expression(pattern: NamePattern): RegExp {
  // Without its flags `g` and `y`, with which `test` would remember where it was.
  if (pattern instanceof RegExp)
    return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`);
}

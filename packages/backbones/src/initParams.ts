import { tensor } from "@tensorflow/tfjs-core";

import { memoryShape, toMemory } from "./_layout.ts";
import type { ParamSpec, Params } from "./params.ts";

/**
 * Fresh parameters, filled as each `init` of the spec says (see `Init`), in the spec's order
 * and each in its checkpoint's layout: the same `random` gives the same network.
 *
 * @param options.random - Uniform in [0, 1).
 */
export function initParams(
  spec: readonly ParamSpec[],
  { random }: { random: () => number },
): Params {
  return Object.fromEntries(
    spec
      .filter(({ kind }) => kind !== "counter")
      .map((param) => [
        param.name,
        tensor(toMemory(param, initial(param, random)), memoryShape(param), "float32"),
      ]),
  );
}

function initial({ shape, kind, init }: ParamSpec, random: () => number): Float32Array {
  const values = new Float32Array(shape.reduce((size, n) => size * n, 1));
  const rule = init ?? (kind === "vector" ? "zeros" : "uniform");
  if (rule === "zeros") return values;
  if (rule === "ones") return values.fill(1);
  const fanIn = shape.slice(1).reduce((size, n) => size * n, 1);
  if (typeof rule === "object" && "constant" in rule) return values.fill(rule.constant);
  if (typeof rule === "object" && "normal" in rule)
    return values.map(() => (rule.mean ?? 0) + rule.normal * gaussian(random));
  const bound =
    typeof rule === "object" ? rule.uniform : Math.sqrt((rule === "he" ? 6 : 1) / fanIn);
  return values.map(() => bound * (2 * random() - 1));
}

/** N(0, 1) by Box and Muller; two uniforms a number. */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

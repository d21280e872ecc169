import type { ParamSpec } from "./params.ts";

/**
 * Numbers a network learns: what papers call its parameters. Running statistics and counters
 * are left out.
 *
 * @example
 * countParams(inceptionResnetV2Spec({ upTo: "repeat" })); // => 1672672
 */
export function countParams(spec: readonly ParamSpec[]): number {
  return spec
    .filter(({ trainable }) => trainable)
    .reduce((total, { shape }) => total + shape.reduce((size, n) => size * n, 1), 0);
}

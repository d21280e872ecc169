import type { ParamSpec } from "./params.ts";

/**
 * How many numbers a network learns, which papers call its number of parameters. Running statistics
 * and counters are not counted.
 *
 * @example
 * countParams(inceptionResnetV2Spec({ upTo: "repeat" })); // => 1672672
 */
export function countParams(spec: readonly ParamSpec[]): number {
  return spec
    .filter(({ trainable }) => trainable)
    .reduce((total, { shape }) => total + shape.reduce((size, n) => size * n, 1), 0);
}

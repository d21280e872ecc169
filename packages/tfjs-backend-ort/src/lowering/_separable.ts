import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW } from "../graph/perm.ts";

/** Weights of a resizing along one axis: `[to, from]`, row by row. */
export interface AxisWeights {
  data: Float32Array;
  to: number;
  from: number;
}

/** Images resized along both axes, `R · x · Cᵀ` of each channel; in NCHW. */
export function resample(g: Lowering, x: Lowered, rows: AxisWeights, columns: AxisWeights): string {
  const tall = g.op("MatMul", [matrix(g, rows), g.form(x, NCHW)]);
  return g.op("MatMul", [tall, transposed(g, columns)]);
}

/** The gradient of {@link resample}: `Rᵀ · dy · C` of each channel, in NCHW. */
export function resampleGradient(
  g: Lowering,
  dy: Lowered,
  rows: AxisWeights,
  columns: AxisWeights,
): string {
  const low = g.op("MatMul", [transposed(g, rows), g.form(dy, NCHW)]);
  return g.op("MatMul", [low, matrix(g, columns)]);
}

function matrix(g: Lowering, { data, to, from }: AxisWeights): string {
  return g.initializer("float32", [to, from], data);
}

function transposed(g: Lowering, { data, to, from }: AxisWeights): string {
  const turned = new Float32Array(data.length);
  for (let row = 0; row < to; row++)
    for (let column = 0; column < from; column++)
      turned[column * to + row] = data[row * from + column];
  return g.initializer("float32", [from, to], turned);
}

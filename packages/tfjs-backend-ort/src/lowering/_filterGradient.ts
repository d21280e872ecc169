import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW, OIHW } from "../graph/perm.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";
import { columns, range } from "./_columns.ts";
import { filterGradientOfColumns, outweighs } from "./_convolutionByColumns.ts";
import type { Geometry } from "./_convolutionInfo.ts";
import {
  CHANNELS_OUTSIDE,
  filterGradientByWindows,
  prefersWindows,
} from "./_filterGradientByWindows.ts";
import { fusedMatMul } from "./_fusedMatMul.ts";

/** Numbers of columns made at once: 256 MiB. */
const LIMIT = 2 ** 26;

/**
 * dL/dfilter of a two-dimensional convolution: as a convolution of the image with dy where that can be had, else
 * as one product over all pixels of all images, `[O, P] · [P, kh·kw·C]`.
 */
export function filterGradient(
  g: Lowering,
  x: Lowered,
  dy: Lowered,
  geometry: Geometry,
  output: ValueSpec,
): Lowered {
  if (outweighs(g, output, dy))
    return g.result(output, filterGradientOfColumns(g, x, dy, geometry));
  if (prefersWindows(g, geometry)) return filterGradientByWindows(g, x, dy, geometry, output);
  const { info, kernel, pads, strides } = geometry;
  const [kh, kw] = kernel;
  const { batchSize: n, inChannels: c, outChannels: o } = info;
  const pixels = info.outHeight * info.outWidth;
  const pointwise =
    kh * kw === 1 && [...pads, strides[0] - 1, strides[1] - 1].every((v) => v === 0);
  if (pointwise && g.forCpu) {
    // Nothing to gather: both as they lie, channel by channel.
    const [upstream, input] = [dy, x].map((value) =>
      g.reshape(g.form(value, NCHW), [n, value.shape[3], pixels]),
    );
    const each = fusedMatMul(g, upstream, input, { transB: 1 });
    const sum = g.op("ReduceSum", [each, g.i64([0])], { keepdims: 0 });
    return g.result(output, g.reshape(sum, [o, c, 1, 1]), OIHW);
  }
  const upstream = g.reshape(g.form(dy, CHANNELS_OUTSIDE), [o, n * pixels]);
  const perRow = n * pixels * kw * c;
  const together = Math.max(1, Math.floor(LIMIT / perRow));
  const parts: string[] = [];
  for (let start = 0; start < kh; start += together) {
    const rows = range(Math.min(together, kh - start)).map((i) => start + i);
    const { name, size, width } = columns(g, x, geometry, { rows });
    const product = g.op("MatMul", [upstream, g.reshape(name, [n * pixels, size])]);
    const offsets = g.reshape(product, [o, rows.length, width, c]);
    parts.push(
      width === kw ? offsets : g.op("Slice", [offsets, g.i64([0]), g.i64([kw]), g.i64([2])]),
    );
  }
  const all = parts.length === 1 ? parts[0] : g.op("Concat", parts, { axis: 1 });
  const oihw = g.transpose(g.reshape(all, [o, kh * kw, c]), [o, kh * kw, c], [0, 2, 1]);
  return g.result(output, g.reshape(oihw, [o, c, kh, kw]), OIHW);
}

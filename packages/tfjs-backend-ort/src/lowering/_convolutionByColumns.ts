import { util } from "@tensorflow/tfjs-core";
import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";
import { columns, range } from "./_columns.ts";
import type { Geometry } from "./_convolutionInfo.ts";
import { fusedMatMul, turnedProduct } from "./_fusedMatMul.ts";

/**
 * Whether a convolution is quicker as products with columns, its filter in TensorFlow.js's own order:
 * where the filter outweighs the map, changing the filter's memory layout costs more than gathering.
 * A constant filter is reordered once.
 */
export function prefersColumns(g: Lowering, filter: Lowered, output: ValueSpec): boolean {
  return outweighs(g, filter, output) && !g.isConstant(filter);
}

/** Whether the filter, or its gradient, is so much larger than the map. */
export function outweighs(g: Lowering, filter: ValueSpec, output: ValueSpec): boolean {
  const [kh, kw] = filter.shape;
  return (
    g.forCpu &&
    kh * kw > 1 &&
    util.sizeFromShape(filter.shape) > 2 * util.sizeFromShape(output.shape)
  );
}

/** The convolution as a product, `[N · P, kh·kw·C] · [kh·kw·C, O]`: `[N, H, W, O]`. */
export function convolveColumns(
  g: Lowering,
  x: Lowered,
  filter: Lowered,
  geometry: Geometry,
): string {
  const { batchSize: n, outHeight, outWidth, outChannels } = geometry.info;
  const windows = n * outHeight * outWidth;
  const size = filter.size / outChannels;
  const left = g.reshape(columns(g, x, geometry, { exact: true }).name, [windows, size]);
  const right = g.reshape(g.plain(filter), [size, outChannels]);
  return g.reshape(g.op("MatMul", [left, right]), [n, outHeight, outWidth, outChannels]);
}

/** dL/dfilter of the same, `[kh, kw, C, O]`. */
export function filterGradientOfColumns(
  g: Lowering,
  x: Lowered,
  dy: Lowered,
  geometry: Geometry,
): string {
  const { info, kernel } = geometry;
  const windows = info.batchSize * info.outHeight * info.outWidth;
  const size = kernel[0] * kernel[1] * info.inChannels;
  const left = g.reshape(columns(g, x, geometry, { exact: true }).name, [windows, size]);
  const right = g.reshape(g.plain(dy), [windows, info.outChannels]);
  const product = turnedProduct(g, left, right, [windows, size, info.outChannels]);
  return g.reshape(product, [...kernel, info.inChannels, info.outChannels]);
}

/** dL/dx of the same, `[N, H, W, C]`: each pixel collects its share from every window it lies in. */
export function inputGradientOfColumns(
  g: Lowering,
  dy: Lowered,
  filter: Lowered,
  geometry: Geometry,
): string {
  const { info, kernel } = geometry;
  const { batchSize: n, inHeight, inWidth, inChannels: c } = info;
  const windows = info.outHeight * info.outWidth;
  const offsets = kernel[0] * kernel[1];
  const left = g.reshape(g.plain(dy), [n * windows, info.outChannels]);
  const right = g.reshape(g.plain(filter), [offsets * c, info.outChannels]);
  const shares = g.reshape(fusedMatMul(g, left, right, { transB: 1 }), [n, windows * offsets, c]);
  const { most, places } = sharesOfPixels(geometry);
  const zeroed = g.op("Pad", [shares, g.i64([0, 0, 0, 0, 1, 0])]); // the row of zeros behind the last share
  const gathered = g.op("Gather", [zeroed, g.i64(places)], { axis: 1 });
  const split = g.reshape(gathered, [n, inHeight * inWidth, most, c]);
  const sum = g.op("ReduceSum", [split, g.i64([2])], { keepdims: 0 });
  return g.reshape(sum, [n, inHeight, inWidth, c]);
}

/**
 * For each pixel of the input, the indices of the pairs (window, kernel offset) that read it, and the index behind the
 * last pair as often as a pixel has fewer than the `most` pairs of any.
 */
function sharesOfPixels({ info, pads, strides, dilations, kernel }: Geometry): {
  places: number[];
  most: number;
} {
  const { inHeight, inWidth, outHeight, outWidth } = info;
  /** For each place along an axis, the windows that read it, each with the kernel offset that lies there. */
  const readers = (axis: 0 | 1, length: number, windows: number): [number, number][][] => {
    const lists: [number, number][][] = range(length).map(() => []);
    for (let window = 0; window < windows; window++)
      for (let offset = 0; offset < kernel[axis]; offset++)
        lists[window * strides[axis] + offset * dilations[axis] - pads[axis]]?.push([window, offset]); // prettier-ignore
    return lists;
  };
  const rows = readers(0, inHeight, outHeight);
  const columns = readers(1, inWidth, outWidth);
  const longest = (lists: unknown[][]): number => Math.max(...lists.map((list) => list.length));
  const most = longest(rows) * longest(columns);
  const places: number[] = [];
  for (const row of rows)
    for (const column of columns) {
      for (const [i, p] of row)
        for (const [j, q] of column)
          places.push(((i * outWidth + j) * kernel[0] + p) * kernel[1] + q);
      for (let n = row.length * column.length; n < most; n++)
        places.push(outHeight * outWidth * kernel[0] * kernel[1]);
    }
  return { places, most };
}

import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { Geometry } from "./_convolutionInfo.ts";

/** The numbers of a convolution's input, window by window. */
export interface Columns {
  /** The value `[N, outHeight · outWidth, kh, kw, C]`, with the chosen `rows` of kernel offsets only. */
  name: string;
  /** The size of one window in numbers: `kh · width · C`. */
  size: number;
  /** The number of kernel offsets along a row of the window; those past the filter's width must be dropped. */
  width: number;
}

/** The number of channels up to which neighbouring pixels are gathered together. */
const NARROW = 64;

/**
 * The input of a convolution as the columns of a matrix: the numbers under each window, side by side.
 *
 * One `Gather` of whole pixels from the padded NHWC input, whatever stride and dilation; ONNX Runtime
 * spreads it over the threads, which its `Slice`, `Pad` and `Concat` are not. Where windows step by
 * s pixels and pixels are small, s of them are gathered as one. Equal columns are made once, so the
 * forward pass and the filter's gradient share them.
 *
 * @param options.rows - The rows of the filter that are gathered; default all.
 * @param options.exact - Whether only the filter's own kernel offsets are gathered, in smaller pieces.
 */
export function columns(
  g: Lowering,
  x: Lowered,
  geometry: Geometry,
  { rows = range(geometry.kernel[0]), exact = false }: { rows?: number[]; exact?: boolean } = {},
): Columns {
  const { info, pads, strides, dilations, kernel } = geometry;
  const { batchSize: n, inChannels: c, inHeight, inWidth, outHeight, outWidth } = info;
  const [top, left, bottom, right] = pads;
  const narrow = dilations[1] === 1 && c * strides[1] <= NARROW;
  const block = narrow && !(exact && kernel[1] % strides[1] > 0) ? strides[1] : 1;
  const offsets = Math.ceil(kernel[1] / block);
  const height = top + inHeight + bottom;
  // Whole blocks, as far as the last window reaches.
  const reach = (outWidth - 1) * strides[1] + offsets * block;
  const width = block * Math.ceil(Math.max(left + inWidth + right, reach) / block);
  const more = width - left - inWidth;
  const plain = g.plain(x);
  const padded =
    top + bottom + left + more > 0
      ? g.op("Pad", [plain, g.i64([0, top, left, 0, 0, bottom, more, 0])])
      : plain;
  const across = width / block;
  const pixels = g.reshape(padded, [n, height * across, block * c]);
  const steps = [
    strides[0],
    dilations[0],
    block > 1 ? 1 : strides[1],
    block > 1 ? 1 : dilations[1],
  ];
  const placesOf = (): number[] => {
    const places: number[] = [];
    for (let i = 0; i < outHeight; i++)
      for (let j = 0; j < outWidth; j++)
        for (const p of rows)
          for (let q = 0; q < offsets; q++)
            places.push((i * steps[0] + p * steps[1]) * across + j * steps[2] + q * steps[3]);
    return places;
  };
  const count = outHeight * outWidth * rows.length * offsets;
  const whole = count === height * across && placesOf().every((place, i) => place === i);
  const called = `columns ${[outHeight, outWidth, ...rows]} ${[offsets, across, ...steps]}`;
  const name = whole ? pixels : g.op("Gather", [pixels, g.places(called, placesOf)], { axis: 1 });
  return { name, size: rows.length * offsets * block * c, width: offsets * block };
}

/** 0, 1, ..., count - 1. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

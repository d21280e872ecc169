import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { identity, NCHW } from "../graph/perm.ts";
import type { ValueSpec } from "../recording/value.ts";
import type { Geometry } from "./_convolutionInfo.ts";

/**
 * dL/dfilter of a two-dimensional convolution, `[kh, kw, C, O]`, as products of matrices.
 *
 * Which product is fast depends on the shape (see the benchmark): x lies channel-major, dy
 * pixel-major, one product an image, summed. At stride 1 the shift along a row is put into copies of
 * x and the shift along a column into copies of dy, which copies kh + kw maps instead of kh·kw.
 */
export function filterGradient(
  g: Lowering,
  x: Lowered,
  dy: Lowered,
  geometry: Geometry,
  output: ValueSpec,
): Lowered {
  const { info, pads, strides, dilations, kernel } = geometry;
  const [kh, kw] = kernel;
  const { batchSize: n, inChannels: c, outChannels: o, outHeight: h, outWidth: w } = info;
  const [hp, wp] = [info.inHeight + pads[0] + pads[2], info.inWidth + pads[1] + pads[3]];
  const padding = g.i64([0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]]);
  const padded = pads.some((pad) => pad > 0)
    ? g.op("Pad", [g.form(x, NCHW), padding])
    : g.form(x, NCHW);
  const pixels = g.plain(dy); // [N, H, W, O]

  const columns = (source: string, q: number): string =>
    kw === 1 && strides[1] === 1
      ? source
      : slice(g, source, 3, q * dilations[1], w, strides[1], wp);
  const rows = (source: string, p: number): string =>
    kh === 1 && strides[0] === 1
      ? source
      : slice(g, source, 2, p * dilations[0], h, strides[0], hp);
  const sum = (product: string): string =>
    g.op("ReduceSum", [product, g.i64([0])], { keepdims: 0 });
  const join = (parts: string[], axis: number): string =>
    parts.length === 1 ? parts[0] : g.op("Concat", parts, { axis });
  const taps = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

  if (kh > 1 && strides[0] === 1 && strides[1] === 1 && hp === h + (kh - 1) * dilations[0]) {
    const shifted = join(
      taps(kw).map((q) => columns(padded, q)),
      1,
    );
    const left = g.reshape(shifted, [n, kw * c, hp * w]);
    const lowered = taps(kh).map((p) => {
      const above = p * dilations[0];
      return g.op("Pad", [pixels, g.i64([0, above, 0, 0, 0, hp - h - above, 0, 0])]);
    });
    const right = g.reshape(join(lowered, 3), [n, hp * w, kh * o]);
    const product = sum(g.op("MatMul", [left, right])); // [kw·C, kh·O]
    return g.result(output, g.reshape(product, [kw, c, kh, o]), [1, 2, 0, 3]);
  }
  const right = g.reshape(pixels, [n, h * w, o]);
  if (kh * kw > 1 && c * kh * kw <= 512) {
    // Few channels: all taps in the rows of one product.
    const all = taps(kh).flatMap((p) => {
      const source = rows(padded, p);
      return taps(kw).map((q) => columns(source, q));
    });
    const left = g.reshape(join(all, 1), [n, kh * kw * c, h * w]);
    return g.result(
      output,
      g.reshape(sum(g.op("MatMul", [left, right])), [kh, kw, c, o]),
      identity(4),
    );
  }
  const wide = join(
    taps(kw).map((q) => columns(padded, q)),
    1,
  );
  const parts = taps(kh).map((p) => {
    const left = g.reshape(rows(wide, p), [n, kw * c, h * w]);
    return sum(g.op("MatMul", [left, right]));
  });
  return g.result(output, g.reshape(join(parts, 0), [kh, kw, c, o]), identity(4));
}

function slice(
  g: Lowering,
  source: string,
  axis: number,
  start: number,
  count: number,
  step: number,
  side: number,
): string {
  if (start === 0 && step === 1 && count === side) return source;
  const end = start + (count - 1) * step + 1;
  return g.op("Slice", [source, g.i64([start]), g.i64([end]), g.i64([axis]), g.i64([step])]);
}

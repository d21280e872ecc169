import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW } from "../graph/perm.ts";
import { convolutionAttributes, type Windows } from "./_convolutionInfo.ts";

/**
 * ONNX's Conv of an image, in NCHW. ONNX Runtime's WebGPU provider forgets padding that lies only below and to the
 * right of the image where the filter has one pixel or is as large as the image (up to 1.30). Then the filter gets a
 * row of zeros above, and the image padding for it. A Pad would be put back into the Conv by ONNX Runtime's optimiser.
 *
 * @param filter - The name of the filter, and its dims `[out, in, kh, kw]`.
 * @param bias - The name of the bias, if there is one.
 */
export function plainConvolution(
  g: Lowering,
  image: Lowered,
  [filter, [out, inner, kh, kw]]: [name: string, dims: readonly number[]],
  windows: Windows,
  { bias, group }: { bias?: string; group?: number } = {},
): string {
  const convolve = (weights: string, more: object): string =>
    g.op("Conv", [g.form(image, NCHW), weights, ...(bias === undefined ? [] : [bias])], {
      ...convolutionAttributes(windows),
      ...(group !== undefined && { group }),
      ...more,
    });
  const [top, left, bottom, right] = windows.pads;
  const behind = top === 0 && left === 0 && bottom + right > 0;
  const [, height, width] = image.shape;
  const forgotten = (kh === 1 && kw === 1) || (kh === height && kw === width);
  if (g.forCpu || !behind || !forgotten) return convolve(filter, {});
  const row = g.initializer("float32", [out, inner, 1, kw], new Float32Array(out * inner * kw));
  return convolve(g.op("Concat", [row, filter], { axis: 2 }), {
    pads: [windows.dilations[0], 0, bottom, right],
    kernel_shape: [kh + 1, kw],
  });
}

import type { Lowering } from "../graph/lowering.ts";
import { convolutionAttributes, type Windows } from "./_convolutionInfo.ts";

/** Products a number of the result: beyond it ONNX Runtime's plain convolution is as quick. */
const DEEP = 576;
const NCHWC = "com.microsoft.nchwc";

/**
 * An ONNX `Conv` of NCHW with a filter `[out, in, kh, kw]` that is not constant. Where few products
 * make a number, ONNX Runtime's blocked kernel (16 channels side by side, 8 without AVX-512) is up to
 * 1.5 x as fast as its plain one; its optimiser takes it for constant filters only, so it is named.
 *
 * @returns NCHW.
 */
export function convolveNCHW(
  g: Lowering,
  x: string,
  filter: string,
  [out, inner]: [out: number, inner: number],
  windows: Windows,
): string {
  const { kernel } = windows;
  const attributes = convolutionAttributes(windows);
  const block = g.blockSize;
  const taps = kernel[0] * kernel[1];
  const narrow = inner < block;
  const fits = block > 0 && out % block === 0 && (narrow || inner % block === 0);
  if (!fits || inner * taps > DEEP || g.initializers.has(filter))
    return g.op("Conv", [x, filter], attributes);
  const blocked = narrow
    ? g.op("Transpose", [g.reshape(filter, [out / block, block, inner * taps])], {
        perm: [0, 2, 1],
      })
    : g.op("Transpose", [g.reshape(filter, [out / block, block, inner / block, block, taps])], {
        perm: [0, 2, 4, 3, 1],
      });
  const y = g.op(
    "Conv",
    [
      narrow ? x : g.op("ReorderInput", [x], {}, { domain: NCHWC }),
      g.reshape(blocked, [out, inner, ...kernel]),
    ],
    { ...attributes, group: 1 },
    { domain: NCHWC },
  );
  return g.op("ReorderOutput", [y], { channels: out }, { domain: NCHWC });
}

import { encodeModel } from "@flawlens/onnx";
import { Tensor } from "onnxruntime-node";
import { createNativeSession } from "./nativeSession.ts";
import { oneOperator, TRIAL } from "./oneOperator.ts";

let known: number | undefined;

/**
 * The number of channels in a block of the cpu provider's blocked convolutions: 16 with AVX-512, 8
 * without; 0 if it has none. ONNX Runtime does not state it, so it is found once from a reordered tensor.
 */
export function blockSize(): number {
  return (known ??= measure());
}

function measure(): number {
  const [channels, pixels] = [32, 4];
  const dims = [1, channels, 2, 2];
  try {
    const session = createNativeSession(
      encodeModel(oneOperator("ReorderInput", dims, "com.microsoft.nchwc")),
      TRIAL,
    );
    const x = Float32Array.from({ length: channels * pixels }, (_, i) => i);
    const y = new Float32Array(x.length);
    session.run({ x: new Tensor("float32", x, dims) }, { y: new Tensor("float32", y, dims) });
    session.release();
    // The first pixel of the first block's channels, then its second pixel.
    const block = y.indexOf(1);
    const blocked = y.every((value, i) => {
      const [at, pixel, channel] = [Math.floor(i / (block * pixels)), Math.floor(i / block) % pixels, i % block]; // prettier-ignore
      return value === (at * block + channel) * pixels + pixel;
    });
    return block > 1 && blocked ? block : 0;
  } catch {
    return 0; // another build of ONNX Runtime
  }
}

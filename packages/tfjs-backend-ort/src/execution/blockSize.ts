import { oneOperator, TRIAL } from "../binding/oneOperator.ts";
import type { OrtBinding } from "../binding/ortBinding.ts";
import { oncePerBinding } from "./_oncePerBinding.ts";

/**
 * The number of channels in a block of the cpu provider's blocked convolutions: 16 with AVX-512, 8
 * without; 0 if it has none, as in WebAssembly. ONNX Runtime does not state it, so it is found once from
 * a reordered tensor.
 */
export const blockSize = oncePerBinding(measure);

function measure(binding: OrtBinding): number {
  const [channels, pixels] = [32, 4];
  const dims = [1, channels, 2, 2];
  try {
    const model = oneOperator("ReorderInput", dims, { domain: "com.microsoft.nchwc" });
    const session = binding.compile(model, TRIAL);
    const x = Float32Array.from({ length: channels * pixels }, (_, i) => i);
    const y = new Float32Array(x.length);
    session.run(
      { x: binding.tensor("float32", x, dims) },
      { y: binding.tensor("float32", y, dims) },
    );
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

import { Tensor } from "onnxruntime-node";
import { encodeModel } from "../graph/onnxModel.ts";
import { OPSETS } from "../graph/opsets.ts";
import { createNativeSession } from "./nativeSession.ts";

let known: number | undefined;

/**
 * Channels that ONNX Runtime's cpu provider keeps side by side in its blocked convolutions: 16 with
 * AVX-512, 8 without; 0 where it has none. Nothing states it, so a reordering is looked at, once.
 */
export function blockSize(): number {
  return (known ??= measure());
}

function measure(): number {
  const [channels, pixels] = [32, 4];
  const dims = [1, channels, 2, 2];
  try {
    const session = createNativeSession(
      encodeModel({
        nodes: [
          {
            type: "ReorderInput",
            domain: "com.microsoft.nchwc",
            inputs: ["x"],
            outputs: ["y"],
            attributes: {},
          },
        ],
        initializers: [],
        inputs: [{ name: "x", type: "float32", dims }],
        outputs: [{ name: "y", type: "float32", dims }],
        opsets: OPSETS,
      }),
      { executionProviders: ["cpu"], intraOpNumThreads: 1, logSeverityLevel: 4 },
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

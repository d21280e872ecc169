import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import { type OrtBackend, impliedShape } from "../backend.ts";
import { reshape } from "../lowering/reshape.ts";

type Call = Parameters<KernelConfig["kernelFunc"]>[0];

const ort = (call: Call): OrtBackend => call.backend as OrtBackend;

/** Kernels that compute nothing: they share, split or join what is there. */
export const HOST_KERNELS: KernelConfig[] = [
  host("Identity", (call) => {
    const x = call.inputs.x as TensorInfo;
    ort(call).incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  }),
  host("Reshape", (call) => {
    const x = call.inputs.x as TensorInfo;
    const size = x.shape.reduce((product, side) => product * side, 1);
    const shape = impliedShape((call.attrs as unknown as { shape: number[] }).shape, size);
    if (x.dtype === "complex64") {
      const { real, imag } = ort(call).complexParts(x);
      const parts = [real, imag].map((part) => recordReshape(ort(call), part, shape));
      const result = ort(call).complex(parts[0], parts[1]);
      for (const part of parts) ort(call).disposeData(part.dataId);
      return result;
    }
    if (x.dtype === "string")
      return {
        dataId: ort(call).write(ort(call).readSync(x.dataId), shape, "string"),
        shape,
        dtype: "string",
      };
    return recordReshape(ort(call), x, shape);
  }),
  host("Complex", (call) =>
    ort(call).complex(call.inputs.real as TensorInfo, call.inputs.imag as TensorInfo),
  ),
  host("Real", (call) => part(call, "real")),
  host("Imag", (call) => part(call, "imag")),
];

function host(kernelName: string, kernelFunc: (call: Call) => TensorInfo): KernelConfig {
  return { kernelName, backendName: "ort", kernelFunc };
}

function recordReshape(backend: OrtBackend, x: TensorInfo, shape: number[]): TensorInfo {
  return backend.alias(x, shape) ?? backend.record(reshape, { x }, { shape })[0];
}

function part(call: Call, which: "real" | "imag"): TensorInfo {
  return ort(call).share(ort(call).complexParts(call.inputs.input as TensorInfo)[which]);
}

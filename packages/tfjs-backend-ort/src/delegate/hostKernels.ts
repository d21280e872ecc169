import { type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { OrtBackend } from "../backend.ts";
import { reshape } from "../lowering/reshape.ts";

type Call = Parameters<KernelConfig["kernelFunc"]>[0];

const ort = (call: Call): OrtBackend => call.backend as OrtBackend;

/** Kernels that compute nothing of tensors: they share, split or join what is there, or list numbers. */
export const HOST_KERNELS: KernelConfig[] = [
  host("Identity", (call) => {
    const x = call.inputs.x as TensorInfo;
    ort(call).incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  }),
  host("Reshape", (call) => {
    const x = call.inputs.x as TensorInfo;
    const size = x.shape.reduce((product, side) => product * side, 1);
    const { shape: asked } = call.attrs as unknown as { shape: number[] };
    const shape = util.inferFromImplicitShape(asked, size);
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
  host("Range", (call) => {
    const { start, stop, step, dtype } = call.attrs as unknown as RangeAttrs;
    const count = rangeLength(start, stop, step);
    // A step of 1 towards a smaller stop is one of -1.
    const signed = stop < start && step === 1 ? -1 : step;
    return list(ort(call), count, dtype, (i) => start + i * signed);
  }),
  host("LinSpace", (call) => {
    const { start, stop, num } = call.attrs as unknown as LinSpaceAttrs;
    const step = (stop - start) / (num - 1);
    return list(ort(call), num, "float32", (i) => {
      if (i === 0) return start;
      return i === num - 1 ? stop : start + i * step;
    });
  }),
  host("Real", (call) => part(call, "real")),
  host("Imag", (call) => part(call, "imag")),
];

function host(kernelName: string, kernelFunc: (call: Call) => TensorInfo): KernelConfig {
  return { kernelName, backendName: "ort", kernelFunc };
}

function recordReshape(backend: OrtBackend, x: TensorInfo, shape: number[]): TensorInfo {
  return backend.alias(x, shape) ?? backend.record(reshape, { x }, { shape })![0];
}

function part(call: Call, which: "real" | "imag"): TensorInfo {
  return ort(call).share(ort(call).complexParts(call.inputs.input as TensorInfo)[which]);
}

interface RangeAttrs {
  start: number;
  stop: number;
  step: number;
  dtype: "float32" | "int32";
}

interface LinSpaceAttrs {
  start: number;
  stop: number;
  num: number;
}

/** The number of values that TensorFlow.js counts from start to before stop. */
function rangeLength(start: number, stop: number, step: number): number {
  const away = (start < stop && step < 0) || (stop < start && step > 1);
  return start === stop || away ? 0 : Math.abs(Math.ceil((stop - start) / step));
}

function list(
  backend: OrtBackend,
  count: number,
  dtype: "float32" | "int32",
  at: (i: number) => number,
): TensorInfo {
  const values = new (dtype === "int32" ? Int32Array : Float32Array)(count);
  for (let i = 0; i < count; i++) values[i] = at(i);
  return { dataId: backend.write(values, [count], dtype), shape: [count], dtype };
}

import { type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { OrtBackend } from "../backend.ts";

type Call = Parameters<KernelConfig["kernelFunc"]>[0];

const ort = (call: Call): OrtBackend => call.backend as OrtBackend;

/** Kernels that compute nothing of tensors: they share, split or join what is there, or list numbers. */
export const HOST_KERNELS: KernelConfig[] = [
  host("Identity", (call) => {
    const x = call.inputs.x as TensorInfo;
    return ort(call).reshaped(x, x.shape);
  }),
  host("Reshape", (call) => {
    const x = call.inputs.x as TensorInfo;
    const { shape } = call.attrs as unknown as { shape: number[] };
    return ort(call).reshaped(x, util.inferFromImplicitShape(shape, util.sizeFromShape(x.shape)));
  }),
  host("ExpandDims", (call) => {
    const input = call.inputs.input as TensorInfo;
    const { dim } = call.attrs as unknown as { dim: number };
    const rank = input.shape.length;
    util.assert(
      dim >= -(rank + 1) && dim <= rank,
      () => `expandDims: expected an axis in [${-(rank + 1)}, ${rank}], got ${dim}`,
    );
    return ort(call).reshaped(input, input.shape.toSpliced(dim < 0 ? rank + 1 + dim : dim, 0, 1));
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

function part(call: Call, which: "real" | "imag"): TensorInfo {
  const input = call.inputs.input as TensorInfo;
  const half = ort(call).complexParts(input)[which];
  return ort(call).share({ ...half, shape: input.shape });
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

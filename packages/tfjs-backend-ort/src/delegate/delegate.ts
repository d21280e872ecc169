import {
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
  getKernel,
} from "@tensorflow/tfjs-core";
import type { OrtBackend } from "../backend.ts";
import { shared } from "../shared.ts";
import { type CpuBackend, cpuBackend } from "./cpuBackend.ts";

/** One input of a kernel: a ragged input is a list, and an optional one may be missing. */
type Input = TensorInfo | TensorInfo[] | null | undefined;

const counts = shared("delegations", () => new Map<string, number>());

/** The number of times that TensorFlow.js's cpu backend computed each kernel in this process. */
export function delegations(): Record<string, number> {
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Computes one kernel by TensorFlow.js's own cpu backend: text, complex numbers and everything else that
 * ONNX Runtime does not support. It reads the inputs, so all pending operations run first.
 */
export function delegate(
  kernelName: string,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap | undefined,
  ort: OrtBackend,
): TensorInfo | TensorInfo[] {
  counts.set(kernelName, (counts.get(kernelName) ?? 0) + 1);
  const cpu = cpuBackend();
  const kernel = getKernel(kernelName, "cpu");
  const lent: TensorInfo[] = [];
  // Lists of inputs stay lists: "Concat" and its like look at their length.
  const lend = (input: Input): Input => {
    if (input == null) return input;
    if (Array.isArray(input)) return input.map(lend) as TensorInfo[];
    if (ort.isTraced(input))
      throw new Error(
        `exportOnnx: expected kernels that have a form in ONNX, got "${kernelName}" with these arguments; rewrite it with supported operations, or leave it out of the function`,
      );
    const there = toCpu(input, ort, cpu);
    lent.push(there);
    return there;
  };
  const there = (
    Array.isArray(inputs)
      ? lend(inputs)
      : Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, lend(input)]))
  ) as NamedTensorInfoMap;
  try {
    const results = kernel.kernelFunc({ inputs: there, attrs, backend: cpu });
    if (!Array.isArray(results)) return toOrt(results, cpu, ort);
    return results.map((info) => toOrt(info, cpu, ort));
  } finally {
    for (const info of lent) cpu.disposeData(info.dataId, true);
  }
}

function toCpu(info: TensorInfo, ort: OrtBackend, cpu: CpuBackend): TensorInfo {
  const { shape, dtype } = info;
  // Some kernels expect whole tensors and look at their rank.
  const rank = { rank: shape.length };
  if (dtype !== "complex64")
    return Object.assign(cpu.makeTensorInfo(shape, dtype, ort.readSync(info.dataId)), rank);
  const { real, imag } = ort.complexParts(info);
  const result = cpu.makeTensorInfo(shape, dtype);
  cpu.data.get(result.dataId).complexTensorInfos = {
    real: toCpu({ ...real, shape }, ort, cpu),
    imag: toCpu({ ...imag, shape }, ort, cpu),
  };
  return Object.assign(result, rank);
}

function toOrt(info: TensorInfo, cpu: CpuBackend, ort: OrtBackend): TensorInfo {
  const { shape, dtype } = info;
  if (dtype === "complex64") {
    const { real, imag } = cpu.data.get(info.dataId).complexTensorInfos!;
    const parts = [real, imag].map((part) => toOrt(part, cpu, ort));
    cpu.disposeData(info.dataId, false);
    const result = ort.complex(parts[0], parts[1]);
    for (const part of parts) ort.disposeData(part.dataId);
    return result;
  }
  const dataId = ort.write(cpu.readSync(info.dataId), shape, dtype);
  cpu.disposeData(info.dataId, false);
  return { dataId, shape, dtype };
}

import {
  type BackendValues,
  type DataType,
  type KernelBackend,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
  findBackend,
  getKernel,
} from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import type { OrtBackend } from "../backend.ts";

/** What TensorFlow.js's cpu backend has beyond the common interface. */
interface CpuBackend extends KernelBackend {
  makeTensorInfo(shape: number[], dtype: DataType, values?: BackendValues): TensorInfo;
  data: { get(dataId: object): { complexTensorInfos?: { real: TensorInfo; imag: TensorInfo } } };
}

const counts = new Map<string, number>();

/** How often each kernel was handed to TensorFlow.js's cpu backend in this process. */
export function delegations(): Record<string, number> {
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Computes one kernel by TensorFlow.js's own cpu backend: for text, complex numbers and oddities
 * that ONNX Runtime has no business with. Reads the inputs, so everything pending runs first.
 */
export function delegate(
  kernelName: string,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap | undefined,
  ort: OrtBackend,
): TensorInfo | TensorInfo[] {
  counts.set(kernelName, (counts.get(kernelName) ?? 0) + 1);
  const cpu = findBackend("cpu") as CpuBackend;
  const kernel = getKernel(kernelName, "cpu");
  const lent: TensorInfo[] = [];
  const lend = (info: TensorInfo): TensorInfo => {
    const there = toCpu(info, ort, cpu);
    lent.push(there);
    return there;
  };
  // Lists of inputs stay lists: "Concat" and its like look at their length.
  const there = (
    Array.isArray(inputs)
      ? inputs.map(lend)
      : Object.fromEntries(
          Object.entries(inputs).map(([name, info]) => [name, info == null ? info : lend(info)]),
        )
  ) as NamedTensorInfoMap;
  const results = kernel.kernelFunc({ inputs: there, attrs, backend: cpu });
  const home = (Array.isArray(results) ? results : [results]).map((info) => toOrt(info, cpu, ort));
  for (const info of lent) cpu.disposeData(info.dataId, true);
  return Array.isArray(results) ? home : home[0];
}

function toCpu(info: TensorInfo, ort: OrtBackend, cpu: CpuBackend): TensorInfo {
  const { shape, dtype } = info;
  if (dtype !== "complex64") return cpu.makeTensorInfo(shape, dtype, copy(ort.readSync(info.dataId)));
  const { real, imag } = ort.complexParts(info);
  const result = cpu.makeTensorInfo(shape, dtype);
  cpu.data.get(result.dataId).complexTensorInfos = {
    real: toCpu(real, ort, cpu),
    imag: toCpu(imag, ort, cpu),
  };
  return result;
}

function toOrt(info: TensorInfo, cpu: CpuBackend, ort: OrtBackend): TensorInfo {
  const { shape, dtype } = info;
  if (dtype === "complex64") {
    const { real, imag } = cpu.data.get(info.dataId).complexTensorInfos!;
    const [re, im] = [toOrt(real, cpu, ort), toOrt(imag, cpu, ort)];
    const result = ort.complex(re, im);
    ort.decRef(re.dataId);
    ort.decRef(im.dataId);
    return result;
  }
  const dataId = ort.write(cpu.readSync(info.dataId), shape, dtype);
  cpu.disposeData(info.dataId, false);
  return { dataId, shape, dtype };
}

function copy(values: BackendValues): BackendValues {
  return values.slice() as BackendValues;
}

import {
  type BackendValues,
  type DataType,
  type KernelBackend,
  type TensorInfo,
  findBackend,
} from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";

/** What TensorFlow.js's cpu backend has beyond the common interface. */
export interface CpuBackend extends KernelBackend {
  makeTensorInfo(shape: number[], dtype: DataType, values?: BackendValues): TensorInfo;
  data: { get(dataId: object): { complexTensorInfos?: { real: TensorInfo; imag: TensorInfo } } };
  firstUse: boolean;
}

/** TensorFlow.js's cpu backend, without the advice it gives at its first use: to install another one. */
export function cpuBackend(): CpuBackend {
  const backend = findBackend("cpu") as CpuBackend;
  backend.firstUse = false;
  return backend;
}

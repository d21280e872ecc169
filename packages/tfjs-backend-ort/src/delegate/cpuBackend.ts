import {
  type BackendValues,
  type DataType,
  type KernelBackend,
  type TensorInfo,
  findBackend,
  findBackendFactory,
  registerBackend,
} from "@tensorflow/tfjs-core";
import "./_quiet.ts";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import "./_aloud.ts";

// The import does it; but bundlers leave out an import whose names are not used, because the package says of
// its main file that it has no effects.
if (!findBackendFactory("cpu")) registerBackend("cpu", () => new MathBackendCPU(), 1);

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

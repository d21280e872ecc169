import { getBackend, getKernel } from "@tensorflow/tfjs-core";

/** Whether the backend in use lowers this named operation itself. */
export function hasKernel(kernelName: string): boolean {
  return getKernel(kernelName, getBackend()) != null;
}

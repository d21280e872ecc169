import { getBackend, getKernel } from "@tensorflow/tfjs-core";

/** Whether the backend in use has a kernel of its own for this operation. */
export function hasKernel(kernelName: string): boolean {
  return getKernel(kernelName, getBackend()) != null;
}

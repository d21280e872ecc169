import type { KernelConfig } from "@tensorflow/tfjs-core";
import { OperationError } from "./execution/operationError.ts";
import { captureDeep } from "./recording/callSite.ts";

/**
 * Wraps a kernel so that the stack of its errors contains the caller's own line. A dozen of TensorFlow.js's
 * frames lie between, and Node keeps ten.
 */
export function tellingWhere(kernelFunc: KernelConfig["kernelFunc"]): KernelConfig["kernelFunc"] {
  return (call) => {
    try {
      return kernelFunc(call);
    } catch (error) {
      if (error instanceof Error && !(error instanceof OperationError)) captureDeep(error);
      throw error;
    }
  };
}

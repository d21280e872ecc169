import type { KernelConfig } from "@tensorflow/tfjs-core";

/** Frames from a kernel up to whoever called TensorFlow.js, some of them of a model's layers. */
const FRAMES = 60;

/**
 * A kernel whose errors lead to the caller's own line: a dozen of TensorFlow.js's frames lie between,
 * and Node keeps ten.
 */
export function tellingWhere(kernelFunc: KernelConfig["kernelFunc"]): KernelConfig["kernelFunc"] {
  return (call) => {
    try {
      return kernelFunc(call);
    } catch (error) {
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = FRAMES;
      if (error instanceof Error) Error.captureStackTrace(error);
      Error.stackTraceLimit = stackTraceLimit;
      throw error;
    }
  };
}

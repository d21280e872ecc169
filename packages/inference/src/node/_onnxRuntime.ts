/** ONNX Runtime for Node, loaded when a detector is: the rest of this package does without it. */
export async function onnxRuntime(): Promise<typeof import("onnxruntime-node")> {
  try {
    return await import("onnxruntime-node");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new Error(
      "loadDetector: expected onnxruntime-node to be installed, got none; run npm install onnxruntime-node",
      { cause },
    );
  }
}

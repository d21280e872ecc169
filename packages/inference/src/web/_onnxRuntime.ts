/** ONNX Runtime for browsers, loaded when a detector is: with WebGPU, which is twice as large, only where it is used. */
export async function onnxRuntime(webgpu: boolean): Promise<typeof import("onnxruntime-web")> {
  try {
    return webgpu ? await import("onnxruntime-web/webgpu") : await import("onnxruntime-web/wasm");
  } catch (cause) {
    throw new Error(
      "loadDetector: expected onnxruntime-web to be there, got none; run npm install onnxruntime-web, or see the cause",
      { cause },
    );
  }
}

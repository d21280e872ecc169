/**
 * Gives ONNX Runtime the WebAssembly that the page of one file has in itself.
 *
 * @param base64 - The file compressed by gzip; null where it is beside the script, and ONNX Runtime finds it.
 */
export async function useWasm(base64: string | null): Promise<void> {
  if (base64 === null) return;
  const bytes = Uint8Array.from(atob(base64.trim()), (character) => character.charCodeAt(0));
  // Through a response, and not a blob: in a worker of a page from a disk, WebKit reads none.
  const { body } = new Response(bytes);
  if (!body) throw new Error("expected a stream of the WebAssembly, got none from the browser");
  const { env } = await import("onnxruntime-web/wasm");
  env.wasm.wasmBinary = await new Response(
    body.pipeThrough(new DecompressionStream("gzip")),
  ).arrayBuffer();
}

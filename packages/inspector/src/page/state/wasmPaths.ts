/**
 * Where ONNX Runtime's WebAssembly is. In the page of one file it is in the page itself, compressed; else beside the
 * script, and nothing is said.
 */
export async function wasmPaths(): Promise<{ wasm: string } | undefined> {
  const text = document.getElementById("wasm")?.textContent;
  if (!text) return undefined;
  made ??= unpack(text);
  return { wasm: await made };
}

let made: Promise<string> | undefined;

async function unpack(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64.trim()), (character) => character.charCodeAt(0));
  const unzipped = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const wasm = await new Response(unzipped).arrayBuffer();
  return URL.createObjectURL(new Blob([wasm], { type: "application/wasm" }));
}

/** The WebAssembly that {@link useWasm} was given, as an address; unset where it is beside the script. */
let made: Promise<string> | undefined;

/**
 * Says where ONNX Runtime's WebAssembly is.
 *
 * @param base64 - The file compressed by gzip, where the page of one file has it in itself; null where it is beside
 *   the script.
 */
export function useWasm(base64: string | null): void {
  if (base64 !== null) made = unpack(base64);
}

/** What `loadDetector` is told of it. */
export async function wasmPaths(): Promise<{ wasm: string } | undefined> {
  return made && { wasm: await made };
}

async function unpack(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64.trim()), (character) => character.charCodeAt(0));
  const unzipped = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const wasm = await new Response(unzipped).arrayBuffer();
  return URL.createObjectURL(new Blob([wasm], { type: "application/wasm" }));
}

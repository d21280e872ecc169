/** Options of the engine in a page. */
export interface PageOptions {
  /**
   * ONNX Runtime's execution providers, in the order in which they are tried. Default `["wasm"]`; `["webgpu", "wasm"]`
   * uses a graphics card where the browser has one.
   */
  providers?: readonly ("wasm" | "webgpu")[];
  /**
   * The number of threads inside one operator. Default: half of the processors, at most 4, where the page is isolated
   * across origins (the headers COOP and COEP); elsewhere browsers allow one.
   */
  threads?: number;
  /**
   * Where onnxruntime-web's `.wasm` and `.mjs` files are: a folder that ends with a slash, or each file. Default:
   * beside the bundle, where bundlers put them.
   */
  wasmPaths?: string | { wasm?: string; mjs?: string };
  /** The number of compiled graphs kept; the one that was unused longest is released first. Default 64. */
  cachedGraphs?: number;
  /** The number of bytes of freed memory kept for the next step. Default 256 MiB. */
  pooledBytes?: number;
  /** The number of pending operations at which a run begins without a request. Default 20,000. */
  pendingOperations?: number;
}

const PROVIDERS = ["wasm", "webgpu"];

/**
 * Refuses options of {@link PageOptions} that are none.
 *
 * @throws {RangeError} If a provider is unknown or none is given, or a number is not a positive integer.
 */
export function checkPageOptions(options: PageOptions): void {
  const { providers } = options;
  const unknown = providers?.filter((name) => !PROVIDERS.includes(name));
  if (providers?.length === 0 || unknown?.length)
    throw new RangeError(
      `useEngine: expected providers of ${PROVIDERS.join(", ")}, got ${unknown?.join(", ") || "none"}`,
    );
  for (const [name, value] of Object.entries(options))
    if (typeof value === "number" && !(Number.isInteger(value) && value > 0))
      throw new RangeError(`useEngine: expected ${name} to be a positive integer, got ${value}`);
}

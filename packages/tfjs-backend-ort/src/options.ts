import { availableParallelism } from "node:os";
import { BINDINGS, type BindingName } from "./binding/ortBinding.ts";
import { shared } from "./shared.ts";

/** Options of the engine; set them with {@link configure} before its first use. */
export interface EngineOptions {
  /**
   * ONNX Runtime's execution providers, in the order in which they are tried: "cpu", "cuda", "dml",
   * "coreml", "webgpu". Default: FLAWLENS_PROVIDER ("cuda,cpu"), or "cpu".
   */
  providers: readonly string[];
  /**
   * How the engine speaks to ONNX Runtime: "private" by the binding inside of onnxruntime-node, "public" by
   * the public API of onnxruntime-node, "web" by that of onnxruntime-web. Default: FLAWLENS_BINDING, or the
   * first of the three that works here.
   */
  binding?: BindingName;
  /** The number of threads inside one operator. Default: FLAWLENS_THREADS, or the number of processors this process may use. */
  threads: number;
  /** The number of compiled graphs kept; the one that was unused longest is released first. Default 64. */
  cachedGraphs: number;
  /** The number of bytes of freed memory kept for the next step. Default 1 GiB. */
  pooledBytes: number;
  /** The number of pending operations at which the engine runs without a request, so that memory stays bounded. Default 20,000. */
  pendingOperations: number;
}

const PROVIDERS = ["cpu", "cuda", "webgpu", "dml", "coreml"];
const state = shared("options", () => ({ options: defaultOptions(), used: false }));

/**
 * Sets options of the engine. They are read when the backend starts, so call it before the first
 * tensor.
 *
 * @throws {Error} If the engine has started already.
 * @throws {RangeError} If a number is not a positive integer, a provider is not one of ONNX Runtime's, or
 *   there is no such binding.
 */
export function configure(changes: Partial<EngineOptions>): void {
  if (state.used)
    throw new Error(
      "configure: expected to be called before the engine's first use, but it has started; call it right after the import",
    );
  for (const [name, value] of Object.entries(changes))
    if (typeof value === "number" && !(Number.isInteger(value) && value > 0))
      throw new RangeError(`configure: expected ${name} to be a positive integer, got ${value}`);
  for (const name of changes.providers ?? [])
    if (!PROVIDERS.includes(name))
      throw new RangeError(
        `configure: expected providers of ${PROVIDERS.join(", ")}, got "${name}"`,
      );
  if (changes.binding !== undefined && !BINDINGS.includes(changes.binding))
    throw new RangeError(
      `configure: expected binding to be one of ${BINDINGS.join(", ")}, got "${changes.binding}"`,
    );
  if (changes.providers?.length === 0)
    throw new RangeError("configure: expected at least one provider, got none");
  Object.assign(state.options, changes);
}

/** The options in force; from now on they cannot be changed. */
export function takeOptions(): Readonly<EngineOptions> {
  state.used = true;
  return state.options;
}

function defaultOptions(): EngineOptions {
  const { FLAWLENS_BINDING, FLAWLENS_PROVIDER, FLAWLENS_THREADS } = process.env;
  return {
    providers: (FLAWLENS_PROVIDER || "cpu").split(",").map((name) => name.trim()),
    binding: (FLAWLENS_BINDING || undefined) as BindingName | undefined,
    threads: Number(FLAWLENS_THREADS) || availableParallelism(),
    cachedGraphs: 64,
    pooledBytes: 2 ** 30,
    pendingOperations: 20_000,
  };
}

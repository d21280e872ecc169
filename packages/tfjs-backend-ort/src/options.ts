import { availableParallelism } from "node:os";

/** How the engine runs; set before its first use with {@link configure}. */
export interface EngineOptions {
  /** ONNX Runtime's execution provider: "cpu", "cuda", "dml", "coreml", "webgpu". Default: FLAWLENS_PROVIDER, or "cpu". */
  provider: string;
  /** Threads inside one operator. Default: FLAWLENS_THREADS, or the processors this process may use. */
  threads: number;
  /** Compiled graphs kept; the longest unused is released first. Default 64. */
  cachedGraphs: number;
  /** Bytes of freed memory kept for the next step. Default 1 GiB. */
  pooledBytes: number;
  /** Recorded operations after which the engine runs unasked, so that memory stays bounded. Default 20,000. */
  pendingOperations: number;
}

const options: EngineOptions = {
  provider: process.env.FLAWLENS_PROVIDER ?? "cpu",
  threads: Number(process.env.FLAWLENS_THREADS) || availableParallelism(),
  cachedGraphs: 64,
  pooledBytes: 2 ** 30,
  pendingOperations: 20_000,
};
let used = false;

/**
 * Sets options of the engine. They are read when the backend starts, so call it before the first
 * tensor.
 *
 * @throws {Error} If the engine has started already.
 * @throws {RangeError} If a number is not a positive integer.
 */
export function configure(changes: Partial<EngineOptions>): void {
  if (used)
    throw new Error(
      "configure: expected to be called before the engine's first use, but it has started; call it right after the import",
    );
  for (const [name, value] of Object.entries(changes))
    if (typeof value === "number" && !(Number.isInteger(value) && value > 0))
      throw new RangeError(`configure: expected ${name} to be a positive integer, got ${value}`);
  Object.assign(options, changes);
}

/** The options in force; from now on they cannot be changed. */
export function takeOptions(): Readonly<EngineOptions> {
  used = true;
  return options;
}

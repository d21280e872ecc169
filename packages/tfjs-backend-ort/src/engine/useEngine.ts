import { createRequire } from "node:module";
import { join } from "node:path";
import { availableParallelism } from "node:os";
import { registerGradients } from "@flawlens/ops";
import { type KernelBackend, add, engine, setBackend, tensor1d, tidy } from "@tensorflow/tfjs-core";
import type { OrtBackend } from "../backend.ts";
import type { BindingName } from "../binding/ortBinding.ts";
import { requireHere } from "../binding/requireHere.ts";
import { startedBinding } from "../binding/startedBinding.ts";
import { cpuBackend } from "../delegate/cpuBackend.ts";
import { chooseProvider } from "../execution/chooseProvider.ts";
import { takeOptions } from "../options.ts";
import { BACKEND } from "../register.ts";
import "../registerNode.ts";

/** The name of an engine. */
export type EngineName = "ort" | "tensorflow" | "cpu";

/** The engine in use. */
export interface Engine {
  name: EngineName;
  /** The provider that it runs on: one of ONNX Runtime's execution providers, "libtensorflow", or "javascript". */
  provider: string;
  threads: number;
  /**
   * How "ort" speaks to ONNX Runtime: "private" by the binding inside of onnxruntime-node, "public" by the
   * public API of onnxruntime-node, "web" by that of onnxruntime-web, whose provider is "wasm".
   */
  binding?: BindingName;
  /** Execution providers that were tried before it and did not start, with the reasons. */
  refused?: { provider: string; reason: string }[];
}

const ENGINES: EngineName[] = ["ort", "tensorflow", "cpu"];

/**
 * Chooses the engine that TensorFlow.js computes with, tests it with a small sum, and reports its name
 * and provider. Where onnxruntime-node does not load, "ort" runs on onnxruntime-web and says so once on
 * stderr.
 *
 * The engine is the argument, or the environment variable `FLAWLENS_ENGINE`, or the first of "ort",
 * "tensorflow" and "cpu" that loads. "cpu" is plain JavaScript, a hundred times slower, for comparison
 * in tests.
 *
 * @throws {RangeError} If there is no such engine.
 * @throws {Error} If the engine named cannot run here; the message says why and what to do.
 */
export async function useEngine(name?: string): Promise<Engine> {
  const wanted = name ?? (process.env.FLAWLENS_ENGINE || undefined);
  if (wanted !== undefined) {
    if (!ENGINES.includes(wanted as EngineName))
      throw new RangeError(`useEngine: expected one of ${ENGINES.join(", ")}, got "${wanted}"`);
    return start(wanted as EngineName);
  }
  const reasons: string[] = [];
  for (const engineName of ENGINES)
    try {
      return await start(engineName);
    } catch (error) {
      reasons.push(`${engineName}: ${(error as Error).message}`);
    }
  throw new Error(`useEngine: expected an engine that loads, got none:\n${reasons.join("\n")}`);
}

async function start(name: EngineName): Promise<Engine> {
  if (name === BACKEND) chooseProvider(startedBinding(), takeOptions().providers); // for its reasons
  if (name === "tensorflow") loadTensorFlow();
  if (name === "cpu") cpuBackend();
  if (!(await setBackend(name)))
    throw new Error(`useEngine: expected the backend "${name}" to start, but it did not`);
  registerGradients(); // tfjs-node and tfjs-layers put TensorFlow.js's own in their place
  const two = tidy(() => add(tensor1d([1]), tensor1d([1])).dataSync()[0]);
  if (two !== 2) throw new Error(`useEngine: expected "${name}" to find 1 + 1 = 2, got ${two}`);
  return describe(name);
}

function describe(name: EngineName): Engine {
  if (name === "cpu") return { name, provider: "javascript", threads: 1 };
  const backend = engine().backend as KernelBackend & { isUsingGpuDevice?: boolean };
  if (name === BACKEND) {
    const { chosen, threads } = backend as OrtBackend;
    const { provider, refused } = chosen;
    const engine = { name, provider, threads, binding: startedBinding().name };
    return refused.length ? { ...engine, refused } : engine;
  }
  return {
    name,
    provider: backend.isUsingGpuDevice ? "libtensorflow (GPU)" : "libtensorflow",
    threads: Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism(),
  };
}

/** tfjs-node is a CommonJS package that registers itself; the one for GPUs is preferred. */
function loadTensorFlow(): void {
  const named = createRequire(join(process.env.TFJS_NODE_DIR ?? process.cwd(), "package.json"));
  let cause: unknown;
  const { warn } = console;
  console.warn = () => {}; // it brings the cpu backend again, and a warning for each of its kernels
  try {
    for (const package_ of ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"])
      for (const require of [named, requireHere()])
        try {
          require(package_);
          return;
        } catch (error) {
          cause = error;
        }
  } finally {
    console.warn = warn;
  }
  throw new Error(
    'useEngine: expected "@tensorflow/tfjs-node" or "@tensorflow/tfjs-node-gpu" to be installed (Node below 23) for the engine "tensorflow"',
    { cause },
  );
}

import { createRequire } from "node:module";
import { dirname } from "node:path";
import { useEngine, type OrtBackend } from "@flawlens/tfjs-backend-ort";
import { engine, setBackend } from "@tensorflow/tfjs-core";

/** Starts what FLAWLENS_ENGINE names: an engine of ours, or TensorFlow.js's "wasm" to compare with. */
export async function benchEngine(): Promise<string> {
  if (process.env.FLAWLENS_ENGINE !== "wasm") return (await useEngine()).name;
  const require = createRequire(import.meta.resolve("@flawlens/tfjs-backend-ort/package.json"));
  const package_ = "@tensorflow/tfjs-backend-wasm"; // the backend's package has it, for its tests
  const file = require.resolve(`${package_}/dist/tfjs-backend-wasm.wasm`);
  require(package_).setWasmPaths(`${dirname(file)}/`);
  if (!(await setBackend("wasm"))) throw new Error("expected the backend wasm to start");
  return "wasm";
}

/** What ort has done so far; null on any other engine. */
export function ortStatistics(): ReturnType<OrtBackend["statistics"]> | null {
  const backend = engine().backend as Partial<OrtBackend>;
  return backend.statistics?.() ?? null;
}

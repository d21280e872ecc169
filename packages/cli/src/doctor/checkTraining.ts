import type { Engine } from "@flawlens/tfjs-backend-ort";
import type { Check } from "./diagnosis.ts";

/** Starts the engine that would train, which finds a small sum to begin with. */
export async function checkTraining(): Promise<Check> {
  const { useEngine } = await import("@flawlens/tfjs-backend-ort");
  const { installCommand } = await import("@flawlens/onnx/runtime");
  return trainingCheck(await useEngine(), installCommand(["onnxruntime-node"]));
}

/** What an engine that has started is worth. */
export function trainingCheck(
  { name, provider, threads, refused = [] }: Omit<Engine, "binding">,
  install: string,
): Check {
  const others = refused.map((one) => `; ${one.provider} did not start: ${one.reason}`).join("");
  const found = `the engine is ${name}, provider ${provider}, ${threads} threads${others}`;
  if (name === "cpu")
    return {
      name: "training",
      state: "slow",
      found: `${found}, a hundred times slower than ort`,
      mend: install,
    };
  if (provider !== "wasm") return { name: "training", state: "ok", found };
  const slower = `${found}, about four times slower than native code, with 4 GB of memory at most`;
  return { name: "training", state: "slow", found: slower, mend: install };
}

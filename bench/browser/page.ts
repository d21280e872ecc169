// The page of bench/browser: one training step of the quickstart's network on one backend of TensorFlow.js.
import { useEngine } from "@flawlens/tfjs-backend-ort/web";
import { env, setBackend } from "@tensorflow/tfjs-core";
import { clockSteps, type Clocked, type Clocking } from "./clockSteps.ts";

async function start(backend: string): Promise<string> {
  if (backend.startsWith("ort ")) {
    const { provider, threads } = await useEngine({ providers: [backend.slice(4) as "wasm"] });
    return `${provider}, ${threads} threads`;
  }
  if (backend === "wasm") {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    setWasmPaths("/");
  } else if (backend === "webgl") await import("@tensorflow/tfjs-backend-webgl");
  else await import("@tensorflow/tfjs-backend-cpu");
  if (!(await setBackend(backend))) throw new Error(`the backend ${backend} does not start here`);
  if (backend !== "wasm") return "";
  return env().getBool("WASM_HAS_MULTITHREAD_SUPPORT") ? "threads" : "one thread";
}

Object.assign(globalThis, {
  async clockInPage({ backend, ...given }: Clocked): Promise<Clocking> {
    try {
      const note = await start(backend);
      return { ...(await clockSteps(given)), note };
    } catch (error) {
      return { ms: [], losses: [], note: (error as Error).message.split("\n")[0] };
    }
  },
});

import { createRequire } from "node:module";
import { InferenceSession, Tensor } from "onnxruntime-node";

/** A compiled graph that runs on the calling thread. */
export interface NativeSession {
  /** Outputs go to the memory given with them; null where they are only to be handed over. */
  run(feeds: Record<string, Tensor>, fetches: Record<string, Tensor | null>): void;
  release(): void;
}

interface Binding {
  InferenceSession: new () => {
    loadModel(
      model: ArrayBufferLike,
      byteOffset: number,
      byteLength: number,
      options: InferenceSession.SessionOptions,
    ): void;
    run(
      feeds: Record<string, Tensor>,
      fetches: Record<string, Tensor | null>,
      options: InferenceSession.RunOptions,
    ): Record<string, Tensor>;
    dispose(): void;
  };
}

let loaded: Binding | null = null;

/**
 * onnxruntime-node's `session.run()` is one blocking native call behind a promise. `dataSync()`
 * needs that call itself, and `data()` gains nothing by the detour, so the engine speaks to the
 * native binding. It is not a public entry of onnxruntime-node: hence this one file, and an error
 * that names the versions that have it.
 */
function binding(): Binding {
  if (loaded) return loaded;
  const require = createRequire(import.meta.url);
  let module: { binding?: Binding; initOrt?: () => void };
  try {
    module = require("onnxruntime-node/dist/binding.js");
  } catch (cause) {
    throw new Error(
      "tfjs-backend-ort: expected onnxruntime-node with its native binding; install onnxruntime-node 1.24 to 1.30",
      { cause },
    );
  }
  if (!module.binding?.InferenceSession || !module.initOrt)
    throw new Error(
      "tfjs-backend-ort: this version of onnxruntime-node hides its binding; install onnxruntime-node 1.24 to 1.30",
    );
  module.initOrt();
  loaded = module.binding;
  return loaded;
}

/** Compiles a model. Takes 0.05 to 1 s, by its size. */
export function createNativeSession(
  model: Uint8Array,
  options: InferenceSession.SessionOptions,
): NativeSession {
  const session = new (binding().InferenceSession)();
  session.loadModel(model.buffer, model.byteOffset, model.byteLength, options);
  return {
    run: (feeds, fetches) => void session.run(feeds, fetches, {}),
    release: () => session.dispose(),
  };
}

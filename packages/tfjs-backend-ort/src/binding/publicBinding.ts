import { encodeModel } from "@flawlens/onnx";
import type { FileSession, OrtBinding, OrtTensor, SessionOptions } from "./ortBinding.ts";
import { requireHere } from "./requireHere.ts";
import { sessionThread } from "./_sessionThread.ts";

/**
 * ONNX Runtime by its public API alone, as onnxruntime-node and onnxruntime-web have it. That API answers
 * by promises, and `dataSync()` cannot wait for one. So the runtime works on a thread of its own, and the
 * calling thread sleeps until it has answered. What goes in and comes out is copied; the numbers are those
 * of the same runtime called directly.
 *
 * @param threads - The number of threads inside one operator of onnxruntime-web. onnxruntime-node takes it
 *   from the options of a session.
 * @throws {Error} If the package is not installed.
 */
export function publicBinding(name: "public" | "web", threads: number): OrtBinding {
  const file = requireHere().resolve(name === "web" ? "onnxruntime-web" : "onnxruntime-node");
  const ask = sessionThread(file, threads);
  const open = (bytes: Uint8Array, options: SessionOptions): FileSession => {
    const key = ask("create", { bytes, options }) as number;
    return {
      run: (feeds, outputs) => {
        const found = ask("run", { key, feeds: Object.entries(feeds), outputs });
        return Object.fromEntries(found as [string, OrtTensor][]);
      },
      release: () => void ask("release", { key }),
    };
  };
  return {
    name,
    processor: name === "web" ? "wasm" : "cpu",
    tensor: (type, data, dims) => ({ type, data, dims }),
    compile(model, options) {
      const session = open(encodeModel(model), options);
      return {
        run(feeds, fetches) {
          const found = session.run(feeds, Object.keys(fetches));
          for (const [name, { data }] of Object.entries(fetches))
            (data as Uint8Array).set(found[name].data as Uint8Array);
        },
        release: session.release,
      };
    },
    open: (bytes) => open(bytes, { logSeverityLevel: 3 }),
  };
}

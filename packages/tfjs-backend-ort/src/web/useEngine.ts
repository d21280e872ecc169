import { registerGradients } from "@flawlens/ops";
import { add, engine, setBackend, tensor1d, tidy } from "@tensorflow/tfjs-core";
import type { OrtBackend } from "../backend.ts";
import { BACKEND, register } from "../register.ts";
import { shared } from "../shared.ts";
import { pageBackend } from "./pageBackend.ts";
import { checkPageOptions, type PageOptions } from "./pageOptions.ts";
import { type StartedPage, startPage } from "./startPage.ts";

/** The engine in use in a page. */
export interface PageEngine {
  name: "ort";
  /** "wasm" or "webgpu". */
  provider: string;
  threads: number;
  /** Execution providers that were tried before it and did not start, with the reasons. */
  refused?: { provider: string; reason: string }[];
}

const state = shared<{ options: PageOptions; page?: Promise<StartedPage> }>("page", () => ({
  options: {},
}));

register(async () => pageBackend(await start(), state.options));

/**
 * Starts the engine in a page, tests it with a small sum, and says what it runs on. `tf.setBackend("ort")` does the
 * same with every option left out.
 *
 * @throws {Error} If the engine has started already and options are given, or it cannot run in this page: the message
 *   says why and what to do.
 * @throws {RangeError} If an option is none.
 */
export async function useEngine(options: PageOptions = {}): Promise<PageEngine> {
  checkPageOptions(options);
  if (Object.keys(options).length > 0) {
    if (state.page)
      throw new Error(
        "useEngine: expected options at the engine's first use, but it has started; give them before the first tensor",
      );
    state.options = options;
  }
  await start(); // for its reasons, which TensorFlow.js would only log
  if (!(await setBackend(BACKEND)))
    throw new Error(`useEngine: expected the backend "${BACKEND}" to start, but it did not`);
  registerGradients(); // tfjs-layers puts TensorFlow.js's own in their place
  const sum = tidy(() => add(tensor1d([1]), tensor1d([1])));
  const [two] = await sum.data();
  sum.dispose();
  if (two !== 2) throw new Error(`useEngine: expected ONNX Runtime to find 1 + 1 = 2, got ${two}`);
  const { chosen, threads } = engine().backend as OrtBackend;
  const { provider, refused } = chosen;
  return { name: "ort", provider, threads, ...(refused.length > 0 && { refused }) };
}

async function start(): Promise<StartedPage> {
  try {
    return await (state.page ??= startPage(state.options));
  } catch (error) {
    state.page = undefined; // other options may do
    throw error;
  }
}

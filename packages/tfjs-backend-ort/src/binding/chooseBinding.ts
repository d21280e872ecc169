import { checkBinding } from "./checkBinding.ts";
import { BINDINGS, type BindingName, type OrtBinding } from "./ortBinding.ts";
import { privateBinding } from "./privateBinding.ts";
import { publicBinding } from "./publicBinding.ts";

/** What installs onnxruntime-node without the libraries for GPUs, which its own script fetches from another host. */
const INSTALL = "ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node";

/** Options of {@link chooseBinding}. */
export interface BindingOptions {
  /** The binding to use; the first that works if it is left out. */
  binding?: BindingName;
  threads: number;
}

/** How a binding is made, told of and tested; replaced in tests. */
export interface BindingTools {
  make: (name: BindingName, threads: number) => OrtBinding;
  tell: (notice: string) => void;
}

/**
 * The binding that the engine speaks to ONNX Runtime by: the first that loads and finds a small sum.
 * Versions are not looked at. Where onnxruntime-node cannot be used as it should, a notice says what that
 * costs and what to install.
 *
 * @throws {RangeError} If there is no such binding.
 * @throws {Error} If the binding named, or each of them, does not work here. The message says why and what
 *   to install.
 */
export function chooseBinding(
  { binding: wanted, threads }: BindingOptions,
  { make, tell }: BindingTools = { make: makeBinding, tell: (notice) => console.warn(notice) },
): OrtBinding {
  if (wanted !== undefined && !BINDINGS.includes(wanted))
    throw new RangeError(
      `tfjs-backend-ort: expected FLAWLENS_BINDING to be one of ${BINDINGS.join(", ")}, got "${wanted}"`,
    );
  const refused: string[] = [];
  for (const name of wanted ? [wanted] : BINDINGS)
    try {
      const binding = make(name, threads);
      checkBinding(binding);
      if (refused.length > 0) tell(noticeOf(name, refused));
      return binding;
    } catch (error) {
      refused.push(reasonOf(error));
    }
  throw new Error(
    wanted
      ? `tfjs-backend-ort: expected the binding "${wanted}" to work, got: ${refused[0]}; leave out FLAWLENS_BINDING for the first that works`
      : `tfjs-backend-ort: expected onnxruntime-node or onnxruntime-web to be installed, got neither that works; ` +
          `run ${INSTALL} (the variable leaves out libraries for GPUs), or npm install onnxruntime-web` +
          BINDINGS.map((name, i) => `\n  ${name}: ${refused[i]}`).join(""),
  );
}

function makeBinding(name: BindingName, threads: number): OrtBinding {
  return name === "private" ? privateBinding() : publicBinding(name, threads);
}

/** What is said once, when the engine starts. */
function noticeOf(name: BindingName, refused: readonly string[]): string {
  if (name === "public")
    return (
      `tfjs-backend-ort: the binding inside of onnxruntime-node cannot be used (${refused[0]}), so its public API is; ` +
      `a training step of 0.1 s takes 1.1 times as long. ${INSTALL} installs a version that has it, 1.24 to 1.30`
    );
  return (
    `tfjs-backend-ort: onnxruntime-node does not load (${refused[0]}), so the engine runs on onnxruntime-web: ` +
    `WebAssembly on the processor, where a training step takes some four times as long and has 4 GB of memory at most. ` +
    `For native speed run ${INSTALL} (the variable leaves out libraries for GPUs)`
  );
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "MODULE_NOT_FOUND") return "it is not installed";
  return message.trim().split("\n")[0];
}

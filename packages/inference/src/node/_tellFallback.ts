import { installCommand, type Runtime } from "@flawlens/onnx/runtime";

let told = false;

/**
 * Warns once a process that detectors run on WebAssembly because native code did not load: what that costs, and the
 * command that mends it. Silent where WebAssembly was asked for.
 *
 * @returns Whether it has warned now.
 */
export function tellFallback(
  { package: name, refused }: Pick<Runtime, "package" | "refused">,
  warn: (message: string) => void = (message) =>
    process.emitWarning(message, { type: "FlawLensWarning", code: "FLAWLENS_WASM" }),
): boolean {
  const native = refused.find((one) => one.package === "onnxruntime-node");
  if (told || name !== "onnxruntime-web" || !native) return false;
  told = true;
  const missing = native.reason === "is not installed";
  const mend = missing ? `Faster: ${installCommand(["onnxruntime-node"])}. ` : "";
  warn(
    `onnxruntime-node ${native.reason}, so detectors run on onnxruntime-web (WebAssembly), which takes about five times as long. ` +
      `${mend}Without this warning: FLAWLENS_BINDING=web`,
  );
  return true;
}

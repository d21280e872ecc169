import { installCommand } from "@flawlens/onnx/runtime";

/**
 * Loads a package that only some functions need, such as those that export. An app that calls none
 * of them does not have to install it.
 *
 * @param caller - The function that needs the package, for the error.
 * @param load - A dynamic import, called at once.
 * @returns What `load` gives.
 * @throws {Error} If the package, or one it needs, is not installed; says what to install. Any other
 *   error of `load` is passed on.
 *
 * @example
 * const { exportOnnx } = await loadOptional("freeze", () => import("@flawlens/tfjs-backend-ort"));
 */
export async function loadOptional<T>(caller: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw cause;
    throw new Error(
      `${caller}: expected the packages that exporting needs, got "${message}"; ` +
        `install them: ${installCommand(["@flawlens/tfjs-backend-ort", "onnxruntime-node"])}`,
      { cause },
    );
  }
}

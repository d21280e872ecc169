import { installedVersion } from "./installedVersion.ts";

/** Packages whose versions decide the numbers of every method. */
const always = [
  "@flawlens/cli",
  "@flawlens/inference",
  "@flawlens/report",
  "@flawlens/tfjs-backend-ort",
  "@tensorflow/tfjs-core",
  "onnxruntime-node",
  "onnxruntime-web",
];

/**
 * Versions of what computed a result, by package name, with Node's own as `node`. `onnxruntime-node` is absent where
 * it is not installed.
 *
 * @param packages - Those of the method, beside the packages that every method uses.
 */
export function versions(packages: readonly string[] = []): Record<string, string> {
  const found: Record<string, string> = { node: process.version };
  for (const name of [...packages, ...always]) {
    const version = installedVersion(name);
    if (version !== null) found[name] = version;
  }
  return found;
}

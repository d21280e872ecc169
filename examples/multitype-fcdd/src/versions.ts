import { createRequire } from "node:module";

/**
 * Versions of what computed a result.
 *
 * @param method - The package of the method.
 * @param from - The `import.meta.url` of an example that depends on it.
 */
export function versions(method: string, from: string): Record<string, string> {
  const require = createRequire(from);
  const packages = [
    method,
    "@flawlens/inference",
    "@flawlens/report",
    "@flawlens/tfjs-backend-ort",
    "@tensorflow/tfjs-core",
    "onnxruntime-node",
  ];
  return {
    node: process.version,
    ...Object.fromEntries(
      packages.map((name) => [
        name,
        (require(`${name}/package.json`) as { version: string }).version,
      ]),
    ),
  };
}

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Versions of what computed a result. */
export function versions(): Record<string, string> {
  const packages = [
    "@flawlens/adl",
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

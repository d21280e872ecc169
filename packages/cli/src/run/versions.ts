import { createRequire } from "node:module";

/** Packages whose versions decide the numbers of every method. */
const always = [
  "@flawlens/cli",
  "@flawlens/inference",
  "@flawlens/report",
  "@flawlens/tfjs-backend-ort",
  "@tensorflow/tfjs-core",
  "onnxruntime-node",
];

/**
 * Versions of what computed a result, by package name, with Node's own as `node`.
 *
 * @param packages - Those of the method, beside the packages that every method uses.
 */
export function versions(packages: readonly string[] = []): Record<string, string> {
  const require = createRequire(import.meta.url);
  const versionOf = (name: string): string => {
    if (name === "@flawlens/cli") return (require("../../package.json") as Package).version;
    return (require(`${name}/package.json`) as Package).version;
  };
  return {
    node: process.version,
    ...Object.fromEntries([...packages, ...always].map((name) => [name, versionOf(name)])),
  };
}

interface Package {
  version: string;
}

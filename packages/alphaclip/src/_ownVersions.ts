import { createRequire } from "node:module";
import { version_core } from "@tensorflow/tfjs-core";

/** Versions of what a file is written with: Node, TensorFlow.js and this package. */
export function ownVersions(): Record<string, string> {
  const own: { name: string; version: string } = createRequire(import.meta.url)("../package.json");
  return {
    node: process.versions.node,
    [own.name]: own.version,
    "@tensorflow/tfjs-core": version_core,
  };
}

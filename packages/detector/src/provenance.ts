import { createRequire } from "node:module";
import { version_core } from "@tensorflow/tfjs-core";

/** The origin of a detector, which its file records. */
export interface Provenance {
  /** Seed of the run. */
  seed: number;
  /** What it was trained on; `hash` as `datasetHash` gives it. */
  dataset: { name: string; hash: string };
  /** Object categories it was trained on; default none. */
  categories?: readonly string[];
  /** Anything else that tells how it was made, as plain JSON; default null. */
  config?: unknown;
  /** Versions beside those of Node, TensorFlow.js and this package, such as the method's package. */
  versions?: Record<string, string>;
}

/** The same as a file tells it: nothing left out, plain JSON. */
export interface WholeProvenance extends Required<Provenance> {
  categories: string[];
}

/** A provenance with nothing left out, versions of Node, TensorFlow.js and this package included. */
export function wholeProvenance({
  seed,
  dataset,
  categories = [],
  config = null,
  versions = {},
}: Provenance): WholeProvenance {
  const own: { name: string; version: string } = createRequire(import.meta.url)("../package.json");
  return {
    seed,
    dataset,
    categories: [...categories],
    config,
    versions: {
      node: process.versions.node,
      [own.name]: own.version,
      "@tensorflow/tfjs-core": version_core,
      ...versions,
    },
  };
}

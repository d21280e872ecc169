import { version_core } from "@tensorflow/tfjs-core";

/** Where a trained model comes from, to be told by the file it is written to. */
export interface Provenance {
  /** Of the run. */
  seed: number;
  /** What it was trained on; `hash` as `datasetHash` gives it. */
  dataset: { name: string; hash: string };
  /** Object categories it was trained on; default none. */
  categories?: readonly string[];
  /** Anything else that tells how it was made, as plain JSON; default null. */
  config?: unknown;
  /** Versions beside those of Node, TensorFlow.js and the method's package. */
  versions?: Record<string, string>;
}

/** The same as it is told: nothing left out, plain JSON. */
export interface WholeProvenance extends Required<Provenance> {
  categories: string[];
}

/**
 * Versions of what a file was written with: Node, TensorFlow.js and a package.
 *
 * @param own - That package, as its `package.json` says.
 *
 * @example
 * versionsOf({ name: "@flawlens/adl", version: "1.0.0" }); // => { node: "20.20.0", "@flawlens/adl": "1.0.0", ... }
 */
export function versionsOf(own: { name: string; version: string }): Record<string, string> {
  return {
    node: process.versions.node,
    [own.name]: own.version,
    "@tensorflow/tfjs-core": version_core,
  };
}

/** A provenance with nothing left out; versions with those of {@link versionsOf}. */
export function wholeProvenance(
  { seed, dataset, categories = [], config = null, versions = {} }: Provenance,
  own: { name: string; version: string },
): WholeProvenance {
  return {
    seed,
    dataset,
    categories: [...categories],
    config,
    versions: { ...versionsOf(own), ...versions },
  };
}

import { env, findBackendFactory } from "@tensorflow/tfjs-core";

/**
 * Imported before TensorFlow.js's cpu backend: where another copy of that is registered already, TensorFlow.js
 * would warn of each of its 180 kernels, which do the same in both copies.
 */
export const before: boolean = env().getBool("PROD");
if (findBackendFactory("cpu")) env().set("PROD", true);

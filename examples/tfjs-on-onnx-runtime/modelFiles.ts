// Models in files. TensorFlow.js saves a model as a model.json with the weights beside it, and so do TensorFlow's and
// Keras's converters. tfjs-node reads and writes them by "file://"; these two functions do the same with plain Node.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Reads a model, for `loadLayersModel` or `loadGraphModel`.
 *
 * @param file - The `model.json`; its weights lie in the same folder.
 *
 * @example
 * const model = await loadGraphModel(await modelFrom("mobilenet/model.json"));
 */
export async function modelFrom(file: string): Promise<tf.io.IOHandler> {
  const json = JSON.parse(await readFile(file, "utf8")) as tf.io.ModelJSON;
  const artifacts = await tf.io.getModelArtifactsForJSON(json, async (manifest) => {
    const names = manifest.flatMap(({ paths }) => paths);
    const parts = await Promise.all(names.map((name) => readFile(join(dirname(file), name))));
    return [manifest.flatMap(({ weights }) => weights), Uint8Array.from(Buffer.concat(parts)).buffer]; // prettier-ignore
  });
  return { load: async () => artifacts };
}

/**
 * Takes a model for a folder.
 *
 * @example
 * await model.save(modelInto("forecast"));
 */
export function modelInto(folder: string): tf.io.IOHandler {
  return tf.io.withSaveHandler(async ({ weightData, weightSpecs, ...model }) => {
    const weights = Buffer.from(tf.io.CompositeArrayBuffer.join(weightData));
    const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "weights.bin"), weights);
    await writeFile(join(folder, "model.json"), JSON.stringify({ ...model, weightsManifest }));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
  });
}

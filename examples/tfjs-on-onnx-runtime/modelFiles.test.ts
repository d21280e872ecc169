import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { delegations } from "@flawlens/tfjs-backend-ort";
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { convertedModel } from "../../packages/tfjs-backend-ort/test/convertedModel.ts";
import { modelFrom, modelInto } from "./modelFiles.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-models-"));
  await tf.setBackend("ort");
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes a model as TensorFlow's converter does, its weights cut into two files. */
async function writeConverted(to: string): Promise<void> {
  const { weightData, weightSpecs, ...model } = convertedModel();
  const bytes = Buffer.from(weightData as ArrayBuffer);
  await mkdir(to);
  const paths = ["group1-shard1of2.bin", "group1-shard2of2.bin"];
  await writeFile(join(to, paths[0]), bytes.subarray(0, 100));
  await writeFile(join(to, paths[1]), bytes.subarray(100));
  const json = { ...model, weightsManifest: [{ paths, weights: weightSpecs }] };
  await writeFile(join(to, "model.json"), JSON.stringify(json));
}

describe("models in files", () => {
  test("a converted graph model is read, and predicts on ort what it predicts on TensorFlow.js's cpu backend", async () => {
    const to = join(folder, "converted");
    await writeConverted(to);
    const images = tf.randomUniform([5, 8, 8, 1], 0, 1, "float32", 4);
    const delegated = delegations();
    const predictions: number[][] = [];
    for (const backend of ["ort", "cpu"]) {
      await tf.setBackend(backend);
      const model = await loadGraphModel(await modelFrom(join(to, "model.json")));
      predictions.push([...(await (model.predict(images) as tf.Tensor).data())]);
      model.dispose();
    }
    const [found, wanted] = predictions;
    expect(found.length).toBe(15);
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(wanted[i], 6);
    expect(delegations()).toEqual(delegated); // every operation is ONNX Runtime's
  });

  test("a model made of layers is written, read, and predicts the same", async () => {
    await tf.setBackend("ort");
    const model = layers.sequential({
      layers: [layers.layers.dense({ units: 2, inputShape: [3], activation: "tanh" })],
    });
    const to = join(folder, "made/here");
    await model.save(modelInto(to));
    expect((await readdir(to)).toSorted()).toEqual(["model.json", "weights.bin"]);
    const read = await layers.loadLayersModel(await modelFrom(join(to, "model.json")));
    const x = tf.tensor2d([[1, 2, 3]]);
    const [wanted, found] = [model, read].map((each) => (each.predict(x) as tf.Tensor).dataSync());
    expect(found).toEqual(wanted);
  });
});

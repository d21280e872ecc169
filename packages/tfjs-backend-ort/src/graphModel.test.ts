// Models that TensorFlow's converter wrote for TensorFlow.js predict here too.
import * as tf from "@tensorflow/tfjs-core";
import { GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { describe, expect, test } from "vitest";
import { convertedModel } from "../test/convertedModel.ts";
import { cpuBackend } from "./delegate/cpuBackend.ts";
import { delegations } from "./delegate/delegate.ts";
import "./index.ts";

describe("a converted model on ort", () => {
  test("predicts what it predicts on TensorFlow.js's cpu backend, by ONNX Runtime alone", async () => {
    cpuBackend(); // for its silence
    await tf.setBackend("cpu");
    const given = convertedModel();
    const images = tf.randomUniform([5, 8, 8, 1], 0, 1, "float32", 4);
    const predictions: Float32Array[] = [];
    const before = delegations();
    for (const backend of ["cpu", "ort"]) {
      await tf.setBackend(backend);
      const model: GraphModel = await loadGraphModel(tf.io.fromMemory(given));
      const predicted = model.predict(images) as tf.Tensor;
      expect(predicted.shape).toEqual([5, 3]);
      predictions.push((await predicted.data()) as Float32Array);
      model.dispose();
    }
    expect(delegations()).toEqual(before);
    for (const [i, value] of predictions[1].entries())
      expect(value).toBeCloseTo(predictions[0][i], 6);
  });
});

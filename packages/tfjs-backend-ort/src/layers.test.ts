// Most of what is written in TensorFlow.js uses the Layers API: it has to run here unchanged.
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OrtBackend } from "./backend.ts";
import { cpuBackend } from "./delegate/cpuBackend.ts";
import { useEngine } from "./index.ts";

const { conv2d, batchNormalization, maxPooling2d, flatten, dropout, dense, lstm } = layers.layers;
const seeded = () => layers.initializers.glorotUniform({ seed: 1 }) as never;
const statistics = () => (tf.backend() as unknown as OrtBackend).statistics();

beforeAll(() => void cpuBackend()); // for its silence
afterAll(() => tf.disposeVariables());

test("useEngine puts gradients back that a package loaded later has taken away", async () => {
  const [x, filter] = [tf.ones<tf.Rank.R4>([1, 5, 5, 1]), tf.ones<tf.Rank.R4>([3, 3, 1, 1])];
  const gradient = () =>
    tf.grad((x: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, filter, 1, "valid", "NHWC", 2))(x);
  tf.unregisterGradient("Conv2D"); // where it is loaded last, tfjs-layers puts TensorFlow.js's own there
  expect(gradient).toThrow("Cannot compute gradient");
  await useEngine("ort");
  // One window, of which every other number counts once.
  const row = (on: number) => [on, 0, on, 0, on];
  expect([...gradient().dataSync()]).toEqual([row(1), row(0), row(1), row(0), row(1)].flat());
  tf.dispose([x, filter]);
});

/** Images 8 x 8 with a bright stripe, upright (class 0) or lying (class 1), in noise. */
function stripes(count: number): { images: tf.Tensor4D; labels: tf.Tensor2D } {
  const noise = tf.randomNormal([count, 8, 8, 1], 0, 0.3, "float32", 1).dataSync();
  const values = Float32Array.from(noise, (value, i) => {
    const [image, row, column] = [Math.floor(i / 64), Math.floor(i / 8) % 8, i % 8];
    const place = 1 + (Math.floor(image / 2) % 6);
    return value + ((image % 2 ? row : column) === place ? 1 : 0);
  });
  const labels = Array.from({ length: count }, (_, i) => (i % 2 ? [0, 1] : [1, 0]));
  return { images: tf.tensor4d(values, [count, 8, 8, 1]), labels: tf.tensor2d(labels) };
}

function imageClassifier(): layers.Sequential {
  const model = layers.sequential();
  const filters = { filters: 8, kernelSize: 3, padding: "same" as const, activation: "relu" };
  model.add(conv2d({ inputShape: [8, 8, 1], ...filters, kernelInitializer: seeded() } as never));
  model.add(batchNormalization());
  model.add(maxPooling2d({ poolSize: 2 }));
  model.add(conv2d({ ...filters, kernelInitializer: seeded() } as never));
  model.add(flatten());
  model.add(dropout({ rate: 0.1, seed: 1 }));
  model.add(dense({ units: 2, activation: "softmax", kernelInitializer: seeded() }));
  model.compile({
    optimizer: tf.train.adam(0.01),
    loss: "categoricalCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
}

/** Sequences of 0 and 1; the answer is whether the first was 1: what an LSTM has to remember. */
function bits(count: number, length: number): { x: tf.Tensor3D; y: tf.Tensor2D } {
  const random = tf.randomUniform([count, length, 1], 0, 2, "int32", 1);
  const x = tf.cast(random, "float32") as tf.Tensor3D;
  return { x, y: tf.reshape(tf.slice(x, [0, 0, 0], [count, 1, 1]), [count, 1]) };
}

describe("the Layers API on ort", () => {
  test("trains a small network on images, and knows the stripes afterwards", async () => {
    await tf.setBackend("ort");
    const model = imageClassifier();
    const { images, labels } = stripes(64);
    const options = { batchSize: 16, epochs: 8, shuffle: false, validationSplit: 0.25 };
    const { history } = await model.fit(images, labels, options);
    expect(history.loss.at(-1)).toBeLessThan(0.5 * (history.loss[0] as number));
    expect(history.val_acc.at(-1)).toBe(1);
    const predicted = model.predict(images) as tf.Tensor;
    const classes = tf.argMax(predicted, 1).dataSync();
    const right = [...classes].filter((found, i) => found === i % 2).length;
    expect(right).toBe(64);
  });

  test("runs each batch as one graph that is compiled once, though nobody reads it", async () => {
    await tf.setBackend("ort");
    const model = imageClassifier();
    const { images, labels } = stripes(64);
    const fit = (epochs: number) =>
      model.fit(images, labels, { batchSize: 16, epochs, shuffle: false, yieldEvery: "never" });
    await fit(2);
    const before = statistics();
    await fit(4);
    const after = statistics();
    expect(after.compilations - before.compilations).toBeLessThanOrEqual(2);
    expect(after.runs - before.runs).toBeGreaterThanOrEqual(16); // 4 epochs of 4 batches
  });

  test("has one graph for all batches, not one for each", async () => {
    await tf.setBackend("ort");
    const model = imageClassifier();
    const { images, labels } = stripes(64);
    const { compilations } = statistics();
    await model.fit(images, labels, { batchSize: 4, epochs: 1, shuffle: false });
    // The start, the first and the second batch, and the mean of the loss.
    expect(statistics().compilations - compilations).toBeLessThan(8); // of 16 batches
  });

  test("trains as the cpu backend does: the same losses", async () => {
    const losses: number[][] = [];
    for (const backend of ["cpu", "ort"]) {
      await tf.setBackend(backend);
      const model = imageClassifier();
      const { images, labels } = stripes(32);
      const { history } = await model.fit(images, labels, {
        batchSize: 16,
        epochs: 3,
        shuffle: false,
      });
      losses.push(history.loss as number[]);
    }
    // Six updates by Adam, each of which turns rounding in small gradients into steps of full size.
    for (const [i, loss] of losses[1].entries()) expect(loss).toBeCloseTo(losses[0][i], 3);
  });

  test("saves a model that predicts the same when it is loaded", async () => {
    await tf.setBackend("ort");
    const model = imageClassifier();
    const { images, labels } = stripes(16);
    await model.fit(images, labels, { epochs: 1 });
    let saved: tf.io.ModelArtifacts = {};
    const handler = tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    });
    await model.save(handler);
    const loaded = await layers.loadLayersModel(tf.io.fromMemory(saved));
    const [wanted, found] = [model, loaded].map((each) => each.predict(images) as tf.Tensor);
    expect([...found.dataSync()]).toEqual([...wanted.dataSync()]);
  });

  test("trains an LSTM to remember", async () => {
    await tf.setBackend("ort");
    const model = layers.sequential();
    const kernels = { kernelInitializer: seeded(), recurrentInitializer: seeded() };
    model.add(lstm({ units: 8, inputShape: [6, 1], ...kernels }));
    model.add(dense({ units: 1, activation: "sigmoid", kernelInitializer: seeded() }));
    model.compile({ optimizer: tf.train.adam(0.05), loss: "binaryCrossentropy" });
    const { x, y } = bits(64, 6);
    const { history } = await model.fit(x, y, { epochs: 30, batchSize: 32, shuffle: false });
    expect(history.loss[0]).toBeGreaterThan(0.5);
    expect(history.loss.at(-1)).toBeLessThan(0.1);
  });

  test("leaves no tensor behind in training, evaluation and prediction", async () => {
    await tf.setBackend("ort");
    const model = imageClassifier();
    const { images, labels } = stripes(32);
    const round = async () => {
      await model.fit(images, labels, { epochs: 1, batchSize: 16 });
      tf.dispose(model.evaluate(images, labels));
      tf.dispose(model.predict(images));
    };
    await round();
    const before = { ...tf.memory() };
    await round();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

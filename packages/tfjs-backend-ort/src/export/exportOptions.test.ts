import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readOnnx } from "../../test/readOnnx.ts";
import "../index.ts";
import { batchNormTrain } from "@flawlens/ops";
import { checkExport } from "./checkExport.ts";
import { type ExportOptions, exportOnnx } from "./exportOnnx.ts";
import type { ExportFunction } from "./traceFunction.ts";

beforeAll(() => tf.setBackend("ort"));

const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 0.3, "float32", seed);

/** Two strided convolutions and a head: what is called what in its file is looked at. */
const network: ExportFunction = ({ images }, params) => {
  const conv = (x: tf.Tensor, name: string) =>
    tf.relu(
      tf.add(
        tf.conv2d(
          tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]) as tf.Tensor4D, // prettier-ignore
          params[`${name}.weight`] as tf.Tensor4D,
          2,
          "valid",
        ),
        params[`${name}.bias`],
      ),
    );
  const features = conv(conv(images, "conv1"), "conv2");
  const pooled = tf.mean(features, [1, 2]) as tf.Tensor2D;
  return { features, logits: tf.matMul(pooled, params["fc.weight"] as tf.Tensor2D) };
};

const networkParams = (): Record<string, tf.Tensor> => ({
  "conv1.weight": normal([3, 3, 3, 4], 1),
  "conv1.bias": normal([4], 2),
  "conv2.weight": normal([3, 3, 4, 8], 3),
  "conv2.bias": normal([8], 4),
  "fc.weight": normal([8, 2], 5),
});

/** A whole training step as a function of everything it changes: loss, gradients and Adam. */
const trainingStep: ExportFunction = ({ images, target, filter, scale, head, m, v, stepSize }) => {
  const offset = tf.zeros([4]) as tf.Tensor1D;
  const lossOf = (...list: tf.Tensor[]): tf.Scalar => {
    const features = tf.conv2d(images as tf.Tensor4D, list[0] as tf.Tensor4D, 1, "same");
    const { y } = batchNormTrain(features, list[1] as tf.Tensor1D, offset, 1e-5);
    const pooled = tf.maxPool(tf.relu(y), 2, 2, "valid");
    const flat = tf.reshape(pooled, [images.shape[0], -1]) as tf.Tensor2D;
    const logits = tf.matMul(flat, list[2] as tf.Tensor2D);
    return tf.mean(tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), target), 1)));
  };
  const { value, grads } = tf.valueAndGrads(lossOf)([filter, scale, head]);
  const m2 = tf.add(tf.mul(m, 0.9), tf.mul(grads[0], 0.1));
  const v2 = tf.add(tf.mul(v, 0.999), tf.mul(tf.square(grads[0]), 0.001));
  const step = tf.div(m2, tf.add(tf.sqrt(tf.abs(v2)), 1e-3));
  const next = tf.sub(filter, tf.mul(stepSize, step));
  return { loss: value, filter2: next, m2, v2, dScale: grads[1], dHead: grads[2] };
};

const stepInputs = (batch: number | string): ExportOptions["inputs"] => ({
  images: { shape: [batch, 8, 8, 2] },
  target: { shape: [batch, 3] },
  filter: { shape: [3, 3, 2, 4] },
  scale: { shape: [4] },
  head: { shape: [64, 3] },
  m: { shape: [3, 3, 2, 4] },
  v: { shape: [3, 3, 2, 4] },
  stepSize: { shape: [] },
});

describe("exportOnnx with options", () => {
  test("keeps the parameters' names, numbers the rest by operator, and states the opset", async () => {
    const params = networkParams();
    const inputs = { images: { shape: ["batch", 16, 16, 3] } };
    const bytes = await exportOnnx(network, { inputs, params, metadata: { author: "a test" } });
    const { nodes, initializers, opsets, metadata } = readOnnx(bytes);
    expect(initializers).toEqual(expect.arrayContaining(Object.keys(params)));
    expect(opsets).toEqual({ "": 17 });
    expect(metadata).toEqual({ author: "a test" });
    expect(nodes.filter(({ type }) => type === "Conv")[1].inputs).toContain("conv2.weight");
    const names = nodes.flatMap(({ outputs }) => outputs);
    expect(names.filter((name) => !/^[a-z]\w*\.\d+$/i.test(name)).toSorted()).toEqual([
      "features",
      "logits",
    ]);
    tf.dispose(params);
  });

  test("writes standard operators alone, and none that no output needs", async () => {
    const params = networkParams();
    const fn: ExportFunction = (given, weights) => {
      tf.mean(tf.square(given.images)); // computed by the function, returned by nobody
      return network(given, weights);
    };
    const inputs = { images: { shape: ["batch", 16, 16, 3] } };
    const [with_, without] = [
      readOnnx(await exportOnnx(fn, { inputs, params })),
      readOnnx(await exportOnnx(network, { inputs, params })),
    ];
    expect(with_).toEqual(without);
    expect(new Set(with_.nodes.map(({ domain }) => domain))).toEqual(new Set([""]));
    const read = new Set(with_.nodes.flatMap((node) => node.inputs).concat("features", "logits"));
    const made = with_.nodes.flatMap(({ outputs }) => outputs).concat(with_.initializers);
    expect(made.filter((name) => !read.has(name))).toEqual([]);
    tf.dispose(params);
  });

  test("leaves height and width free where the function does", async () => {
    const params = networkParams();
    const inputs = { images: { shape: ["batch", "height", "width", 3] } };
    const bytes = await exportOnnx(network, { inputs, params });
    const session = await InferenceSession.create(bytes);
    expect(session.inputMetadata[0]).toMatchObject({ shape: ["batch", "height", "width", 3] });
    const images = tf.randomUniform([1, 17, 30, 3], 0, 1, "float32", 1);
    const fed = new Tensor("float32", images.dataSync() as Float32Array, images.shape);
    const { logits } = await session.run({ images: fed });
    const wanted = tf.tidy(() => network({ images }, params).logits.dataSync());
    for (const [i, value] of (logits.data as Float32Array).entries())
      expect(value).toBeCloseTo(wanted[i], 5);
    await session.release();
    tf.dispose(params);
  });

  test("computes dimensions in the file: features resized to a strided dimension of the input", async () => {
    const fn: ExportFunction = ({ images }) => {
      const pooled = tf.maxPool(images as tf.Tensor4D, 3, 2, "valid");
      const size: [number, number] = [
        Math.ceil(images.shape[1]! / 2),
        Math.ceil(images.shape[2]! / 2),
      ];
      const resized = tf.image.resizeBilinear(pooled, size);
      return { rows: tf.reshape(resized, [images.shape[0], -1, 2]) };
    };
    const inputs = { images: { shape: ["batch", "height", "width", 2] } };
    await expect(exportOnnx(fn, { inputs })).resolves.toBeInstanceOf(Uint8Array);
  });

  test("takes only multiples where the function does, and says so where it must be told", async () => {
    // A U-Net's way: down, up, and joined to what it came from.
    const fn: ExportFunction = ({ images }) => {
      const down = tf.maxPool(images as tf.Tensor4D, 2, 2, "same");
      const [, height, width] = down.shape;
      return { y: tf.add(tf.image.resizeNearestNeighbor(down, [2 * height, 2 * width]), images) };
    };
    const inputs = { images: { shape: [1, "height", "width", 2] } };
    await expect(exportOnnx(fn, { inputs })).rejects.toThrow(
      "with height = 211, width = 223 it threw",
    );
    const multiples = { height: 2, width: 2 };
    const bytes = await exportOnnx(fn, { inputs, multiples });
    expect(await checkExport(bytes, fn, { inputs, multiples })).toBeLessThan(1e-6);
  });

  test("exports a training step, gradients and optimiser included, of a fixed batch", async () => {
    const bytes = await exportOnnx(trainingStep, { inputs: stepInputs(4) });
    expect(new Set(readOnnx(bytes).nodes.map(({ domain }) => domain))).toEqual(new Set([""]));
  });

  test("and of any batch", async () => {
    const bytes = await exportOnnx(trainingStep, { inputs: stepInputs("batch") });
    expect(await checkExport(bytes, trainingStep, { inputs: stepInputs("batch") })).toBeLessThan(
      1e-4, // sums over the batch, in another order
    );
  });

  test("gives the gradients of a sum over the batch, and of each image", async () => {
    const fn: ExportFunction = ({ x }) => ({
      sum: tf.grad((y) => tf.sum(tf.square(y)))(x),
      mean: tf.grad((y) => tf.mean(tf.square(y)))(x),
      each: tf.grad((y) => tf.square(y))(x),
    });
    const inputs = { x: { shape: ["batch", 5] } };
    const bytes = await exportOnnx(fn, { inputs });
    expect(await checkExport(bytes, fn, { inputs })).toBeLessThan(1e-6);
  });
});

describe("an exported file in Python", () => {
  const python = process.env.FLAWLENS_PYTHON;
  const folder = mkdtempSync(join(tmpdir(), "flawlens-export-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.skipIf(!python)(
    "passes onnx.checker and runs (skipped where FLAWLENS_PYTHON names none)",
    async () => {
      const params = networkParams();
      const files = {
        network: await exportOnnx(network, {
          inputs: { images: { shape: ["batch", "height", "width", 3] } },
          params,
        }),
        step: await exportOnnx(trainingStep, { inputs: stepInputs("batch") }),
      };
      const paths = Object.entries(files).map(([name, bytes]) => {
        const path = join(folder, `${name}.onnx`);
        writeFileSync(path, bytes);
        return path;
      });
      const script = new URL("../../test/checkOnnx.py", import.meta.url).pathname;
      const { status, stdout, stderr } = spawnSync(python!, [script, "--side", "16", ...paths], {
        encoding: "utf8",
      });
      expect(stderr + stdout).toContain("opset 17");
      expect(status).toBe(0);
      tf.dispose(params);
    },
  );
});

import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import "../index.ts";
import { checkExport } from "./checkExport.ts";
import { exportOnnx } from "./exportOnnx.ts";
import type { ExportFunction } from "./traceFunction.ts";

beforeAll(() => tf.setBackend("ort"));

const double: ExportFunction = ({ x }) => ({ y: tf.mul(x, 2) });
const fixed = { x: { shape: [2, 3] } };
const free = { x: { shape: ["batch", 3] } };

/** The file of a function, unchecked. */
const fileOf = (
  fn: ExportFunction,
  inputs = fixed as Parameters<typeof checkExport>[2]["inputs"],
) => exportOnnx(fn, { inputs, check: false });

describe("checkExport", () => {
  test("finds no difference between a file and its function, at two batch sizes", async () => {
    const batches: number[] = [];
    const fn: ExportFunction = (given) => {
      batches.push(given.x.shape[0]!);
      return double(given, {});
    };
    const bytes = await fileOf(double, free);
    expect(await checkExport(bytes, fn, { inputs: free })).toBe(0);
    expect(batches).toEqual([2, 3]);
  });

  test("gives the largest difference, relative to 1 + the output's largest number", async () => {
    // 2x + 0.001 instead of 2x: 0.001 of 1 + at most 2, at least 1
    const bytes = await fileOf(({ x }) => ({ y: tf.add(tf.mul(x, 2), 0.001) }));
    const options = { inputs: fixed, tolerance: 0.01 };
    const difference = await checkExport(bytes, double, options);
    expect(difference).toBeGreaterThan(0.0003);
    expect(difference).toBeLessThan(0.001);
    await expect(checkExport(bytes, double, { inputs: fixed })).rejects.toThrow(
      /^checkExport: expected the file to compute what the function does on random inputs, but the file gives .* for "y" at 0, the function/,
    );
  });

  test.each([
    {
      of: "another shape",
      fn: (({ x }) => ({ y: tf.transpose(x) })) as ExportFunction,
      message: 'but the file gives float32 [3,2] for "y", the function float32 [2,3]',
    },
    {
      of: "another type",
      fn: (({ x }) => ({ y: tf.cast(x, "int32") })) as ExportFunction,
      message: 'but the file gives int32 [2,3] for "y", the function float32 [2,3]',
    },
    {
      of: "NaN where there is a number",
      fn: (({ x }) => ({ y: tf.div(tf.sub(x, x), tf.sub(x, x)) })) as ExportFunction,
      message: 'but the file gives NaN for "y" at 0',
    },
  ])("refuses a file that gives $of", async ({ fn, message }) => {
    await expect(checkExport(await fileOf(fn), double, { inputs: fixed })).rejects.toThrow(message);
  });

  test("refuses integers that differ by one, whatever the tolerance", async () => {
    const inputs = { x: { shape: [4], dtype: "int32" as const } };
    const bytes = await fileOf(({ x }) => ({ y: tf.add(x, tf.scalar(1, "int32")) }), inputs);
    const same: ExportFunction = ({ x }) => ({ y: tf.mul(x, tf.scalar(1, "int32")) });
    await expect(checkExport(bytes, same, { inputs, tolerance: 1e9 })).rejects.toThrow(
      /the file gives \d for "y" at 0, the function \d/,
    );
  });

  test("leaves the backend as it was, and no tensor", async () => {
    const bytes = await fileOf(double);
    await tf.setBackend("cpu");
    const before = tf.memory().numTensors;
    await checkExport(bytes, double, { inputs: fixed });
    expect(tf.getBackend()).toBe("cpu");
    expect(tf.memory().numTensors).toBe(before);
    await tf.setBackend("ort");
  });

  test("is what exportOnnx does unless it is told not to", async () => {
    let calls = 0;
    const fickle: ExportFunction = ({ x }) => ({ y: tf.mul(x, ++calls) });
    await expect(exportOnnx(fickle, { inputs: { x: { shape: [3] } } })).rejects.toThrow(
      /checkExport: expected the file to compute what the function does on random inputs, but the file gives .* for "y" at 0/,
    );
    calls = 0;
    const unchecked = exportOnnx(fickle, { inputs: { x: { shape: [3] } }, check: false });
    await expect(unchecked).resolves.toBeInstanceOf(Uint8Array);
  });
});

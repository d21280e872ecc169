import "../test/cpu.ts";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { all, side, tinyDetector, tinySource } from "../test/tiny.ts";
import type { ImageSource } from "./images/imageSource.ts";
import { predict } from "./predict.ts";

/** float32 of numbers up to 2. */
const digits = 5;

describe("predict", () => {
  test("gives scores, maps and extras as the detector computes them, worked by hand", async () => {
    const source = tinySource([
      ["normal", [51, 51, 51, 51]],
      ["bright", [255, 51, 0, 102]], // m = 1, .2, 0, .4
    ]);
    const [, { id, scores, maps, extras }] = await all(predict(tinyDetector(), source));
    expect(id).toBe("bright-1");
    const close = (found: Float32Array, expected: number[]) => {
      expect(found).toHaveLength(expected.length);
      for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, digits);
    };
    close(scores, [0.8, 0.6]);
    expect(maps.map(({ height, width }) => [height, width])).toEqual([[2, 2], [2, 2]]); // prettier-ignore
    close(maps[0].data, [2, 0.4, 0, 0.8]);
    close(maps[1].data, [0, 0.8, 1, 0.6]);
    expect(Object.keys(extras)).toEqual(["peaks"]);
    close(extras.peaks, [2, 1]);
  });

  test("is in order, the same at any batch size, and leaves nothing behind", async () => {
    const [detector, source] = [tinyDetector(), tinySource()];
    const before = memory().numTensors;
    const whole = await all(predict(detector, source));
    expect(memory().numTensors).toBe(before);
    expect(whole.map(({ id }) => id)).toEqual(source.samples.map(({ id }) => id));
    for (const batchSize of [1, 2, 3, 5])
      expect(await all(predict(detector, source, { batchSize }))).toEqual(whole);
  });

  test("fills the last batch, so that every batch after the first has one size", async () => {
    const sizes: number[] = [];
    const own = tinyDetector();
    const detector = tinyDetector({
      outputs: (params, images) => {
        sizes.push(images.shape[0]);
        return own.outputs(params, images);
      },
    });
    expect(await all(predict(detector, tinySource(), { batchSize: 2 }))).toHaveLength(5);
    expect(sizes).toEqual([2, 2, 2]);
    sizes.length = 0;
    await all(predict(detector, tinySource(), { batchSize: 8 }));
    expect(sizes).toEqual([5]); // a first batch is not filled
  });

  test("reads one batch ahead, and no further", async () => {
    const read: number[] = [];
    const source = tinySource();
    const watched: ImageSource = {
      ...source,
      read: (index) => {
        read.push(index);
        return source.read(index);
      },
    };
    const predictions = predict(tinyDetector(), watched, { batchSize: 2 });
    await predictions.next();
    expect(read).toEqual([0, 1, 2, 3]);
    await predictions.next();
    expect(read).toEqual([0, 1, 2, 3]);
    await predictions.next();
    expect(read).toEqual([0, 1, 2, 3, 4]);
    await predictions.return();
  });

  test("gives its memory back when it is left early, or fails", async () => {
    const [detector, source] = [tinyDetector(), tinySource()];
    const before = memory().numTensors;
    for await (const _ of predict(detector, source, { batchSize: 2 })) break;
    expect(memory().numTensors).toBe(before);
    const failing: ImageSource = {
      ...source,
      read: async (index) => {
        if (index === 3) throw new Error("index 3");
        return source.read(index);
      },
    };
    const found: string[] = [];
    const run = async () => {
      for await (const { id } of predict(detector, failing, { batchSize: 2 })) found.push(id);
    };
    await expect(run()).rejects.toThrow("index 3");
    expect(found).toEqual(["normal-0", "normal-1"]);
    expect(memory().numTensors).toBe(before);
  });

  test("computes with batch normalisation folded, and with the parameters kept by name", async () => {
    const names: string[][] = [];
    const own = tinyDetector();
    const outputs: typeof own.outputs = (params, images) => {
      names.push(Object.keys(params).toSorted());
      return own.outputs(params, images);
    };
    await all(predict(tinyDetector({ outputs }), tinySource()));
    await all(predict(tinyDetector({ outputs, keptParams: ["net.1.weight"] }), tinySource()));
    const folded = ["net.0.folded.bias", "net.0.folded.weight"];
    expect(names).toEqual([folded, [...folded, "net.1.weight"]]);
  });

  test("gives nothing for nothing, and refuses a batch size of 0", async () => {
    expect(await all(predict(tinyDetector(), tinySource([])))).toEqual([]);
    for (const batchSize of [0, 1.5, NaN])
      await expect(all(predict(tinyDetector(), tinySource(), { batchSize }))).rejects.toThrow(
        `predict: expected a batch size of at least 1, got ${batchSize}`,
      );
  });

  test("names an image of another size", async () => {
    const source = tinySource();
    const small: ImageSource = {
      ...source,
      read: async (index) => ({ ...(await source.read(index)), height: side / 2 }),
    };
    await expect(all(predict(tinyDetector(), small))).rejects.toThrow(
      "predict: expected images of 8x8, got normal-0 of 4x8; resize it to 8x8 first",
    );
  });
});

import "../test/cpu.ts";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyModel, tinySource } from "../test/tiny.ts";
import { calibrate } from "./calibrate.ts";
import type { ImageSource } from "./imageSource.ts";
import { predict } from "./predict.ts";
import type { FcddPrediction } from "./predict.ts";
import { maxScore } from "./scoring.ts";

async function all(predictions: AsyncGenerator<FcddPrediction>): Promise<FcddPrediction[]> {
  const list: FcddPrediction[] = [];
  for await (const prediction of predictions) list.push(prediction);
  return list;
}

describe("predict", () => {
  test("gives scores and maps in order, the same at any batch size, and leaves nothing behind", async () => {
    const model = tinyModel({ scoring: maxScore });
    const source = tinySource({ normal: 3, bright: 2, dark: 2 });
    const before = memory().numTensors;
    const predictions = await all(predict(model, source, { batchSize: 3 }));
    expect(memory().numTensors).toBe(before);
    expect(predictions.map(({ id }) => id)).toEqual(source.samples.map(({ id }) => id));
    for (const { scores, maps } of predictions) {
      expect(maps).toHaveLength(2);
      for (const [k, { data, height, width }] of maps.entries()) {
        expect([height, width]).toEqual([3, 3]);
        expect(scores[k]).toBe(Math.max(...data)); // each type's own map
      }
    }
    expect(await all(predict(model, source, { batchSize: 7 }))).toEqual(predictions);
  });

  test("gives nothing for nothing, and refuses a batch size of 0", async () => {
    const model = tinyModel();
    expect(await all(predict(model, { ...tinySource(), samples: [] }))).toEqual([]);
    await expect(all(predict(model, tinySource(), { batchSize: 0 }))).rejects.toThrow(
      "predict: expected a batch size of at least 1, got 0",
    );
  });

  test("names an image of another size", async () => {
    const source = tinySource();
    const small: ImageSource = {
      ...source,
      read: async (index) => ({ ...(await source.read(index)), height: side / 2 }),
    };
    await expect(all(predict(tinyModel(), small))).rejects.toThrow(
      "expected images of 12x12, got normal-0 of 6x12; read it at the detector's inputSize",
    );
  });
});

describe("calibrate", () => {
  test("is of the model's own scores and peaks on the validation images", async () => {
    const model = tinyModel();
    const source = tinySource();
    const calibration = await calibrate(model, source);
    expect(Object.keys(calibration.types)).toEqual(["bright", "dark"]);
    expect(calibration.images).toEqual({ normal: 6, anomalous: 5 });
    const normals = (await all(predict(model, source))).slice(0, 6);
    const medianOf = (value: (prediction: FcddPrediction) => number) => {
      const values = normals.map(value).sort((a, b) => a - b);
      return (values[2] + values[3]) / 2;
    };
    const { types, any } = calibration;
    expect(types.dark.mapRange[0]).toBe(medianOf(({ maps }) => Math.max(...maps[1].data)));
    expect(any.scoreRange[0]).toBe(medianOf(({ scores }) => scores[0] + scores[1]));
    expect(any.mapRange[0]).toBe(
      medianOf(({ maps: [a, b] }) => Math.max(...Array.from(a.data, (z, i) => z + b.data[i]))),
    );
  });

  test("refuses an image of an unknown type before anything is computed", async () => {
    const model = tinyModel({ types: ["bright", "bent"] });
    await expect(calibrate(model, tinySource())).rejects.toThrow("got dark on dark-0");
  });
});

import "../test/cpu.ts";
import { calibrate, predict } from "@flawlens/detector";
import { auroc } from "@flawlens/metrics";
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { adam } from "@flawlens/training";
import { beforeAll, describe, expect, test } from "vitest";
import { tinyModel, tinySource } from "../test/tiny.ts";
import { fitFcdd } from "./training/fitFcdd.ts";

beforeAll(() => useEngine("ort")); // a hundred steps take a second here

describe("a detector trained on image labels alone", () => {
  test("tells both types from normal images and from each other, by thresholds from other images", async () => {
    const model = tinyModel();
    const losses: number[] = [];
    const events = fitFcdd(model, {
      source: tinySource({ normal: 12, bright: 6, dark: 6 }),
      optimizer: adam({ learningRate: 0.01 }),
      batchSize: 8,
      steps: 150,
      random: randomStream(3),
    });
    for await (const event of events) if (event.kind === "step") losses.push(event.loss);
    const mean = (values: number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(losses.slice(-10))).toBeLessThan(mean(losses.slice(0, 10)) / 2);

    const unseen = tinySource({ normal: 20, bright: 20, dark: 20, seed: 99 });
    const scores: Float32Array[] = [];
    for await (const prediction of predict(model, unseen)) scores.push(prediction.scores);
    for (const [k, type] of model.types.entries()) {
      const labels = unseen.samples.map(({ defectTypes }) => (defectTypes.includes(type) ? 1 : 0));
      const ofType = scores.map((score) => score[k]);
      expect(auroc(ofType, labels)).toBeGreaterThan(0.95);
    }

    // Thresholds from other images than those they are tried on.
    const { types } = await calibrate(
      model,
      tinySource({ normal: 20, bright: 20, dark: 20, seed: 50 }),
    );
    const right = unseen.samples.filter(({ defectTypes }, i) =>
      model.types.every(
        (type, k) =>
          scores[i][k] >= (types[type].threshold ?? Infinity) === defectTypes.includes(type),
      ),
    );
    expect(right.length / unseen.samples.length).toBeGreaterThan(0.9);
  });
});

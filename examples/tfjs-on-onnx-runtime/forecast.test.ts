import { delegations } from "@flawlens/tfjs-backend-ort";
import { randomStream } from "@flawlens/sampling";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { trainForecast } from "./forecast.ts";

/** A wave in noise. */
function waves(count: number): number[] {
  const random = randomStream(1);
  return Array.from({ length: count }, (_, i) => Math.sin(i / 2) + 0.1 * (random() - 0.5)); // prettier-ignore
}

test("forecasts a series it has not seen far better than by its last number", async () => {
  await tf.setBackend("ort");
  const window = 4;
  const series = waves(420);
  const delegated = delegations();
  const model = await trainForecast(series.slice(0, 300), { window, epochs: 8 });
  expect(delegations()).toEqual(delegated);

  const unseen = series.slice(300);
  const windows = unseen.slice(window).map((_, i) => unseen.slice(i, i + window));
  const x = tf.expandDims<tf.Tensor3D>(tf.tensor2d(windows), 2);
  const forecasts = await (model.predict(x) as tf.Tensor).data();
  const meanSquare = (errors: number[]) =>
    errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
  const next = unseen.slice(window);
  const error = meanSquare(next.map((value, i) => value - forecasts[i]));
  const naive = meanSquare(next.map((value, i) => value - unseen[window + i - 1]));
  expect(error).toBeLessThan(naive / 5);
});

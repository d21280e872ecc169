// Forecasting a series of numbers by an LSTM, with TensorFlow.js's layers.
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";

/**
 * Trains a network that says the next number of a series from the numbers before it.
 *
 * @param series - Numbers at equal distances in time, of a size around 1.
 * @param window - How many numbers the forecast looks back at.
 * @returns A model from `[N, window, 1]` to `[N, 1]`; call its `predict`, or save it.
 */
export async function trainForecast(
  series: readonly number[],
  { window = 16, epochs = 20, seed = 1 } = {},
): Promise<layers.Sequential> {
  const count = series.length - window;
  const windows = Array.from({ length: count }, (_, i) => series.slice(i, i + window));
  const x = tf.expandDims<tf.Tensor3D>(tf.tensor2d(windows), 2);
  const y = tf.tensor2d(series.slice(window), [count, 1]);

  const initializer = () => layers.initializers.glorotUniform({ seed });
  const model = layers.sequential();
  model.add(
    layers.layers.lstm({
      units: 12,
      inputShape: [window, 1],
      kernelInitializer: initializer(),
      recurrentInitializer: initializer(),
    }),
  );
  model.add(layers.layers.dense({ units: 1, kernelInitializer: initializer() }));
  model.compile({ optimizer: tf.train.adam(0.02), loss: "meanSquaredError" });
  // Batches of one size: a last batch that is smaller would compile a second graph.
  const batchSize = 32;
  const whole = count - (count % batchSize);
  const [some, next] = [tf.slice(x, 0, whole), tf.slice(y, 0, whole)];
  await model.fit(some, next, { epochs, batchSize, verbose: 0 });
  tf.dispose([x, y, some, next]);
  return model;
}

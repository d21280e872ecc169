import * as tf from "@tensorflow/tfjs-core";

/**
 * Computes the gradients of one case on the backend in use and compares them with PyTorch's.
 *
 * @param expected - dL/d(input) for each input, as `write.mjs` found it.
 * @returns "right", "wrong: ..." or "throws: ...".
 */
export async function compare({ inputs, fn, second = false }, expected) {
  try {
    const given = inputs.map(({ values, shape }) => tf.tensor(values, shape, "float32"));
    const loss = (...list) => {
      const y = fn(...list);
      return tf.sum(tf.mul(tf.reshape(y, [-1]), weights(y.size)));
    };
    const squares = (...list) =>
      tf.addN(
        tf
          .grads(loss)(list)
          .map((gradient) => tf.sum(tf.square(gradient))),
      );
    const gradients = tf.tidy(() => tf.grads(second ? squares : loss)(given));
    const found = await Promise.all(gradients.map((gradient) => gradient.data()));
    for (const [place, values] of expected.entries())
      for (const [i, value] of values.entries())
        // Sums of some ten float32; erf and tanh are approximated by TensorFlow.js to 1e-6.
        if (!(Math.abs(found[place][i] - value) <= 1e-4 * (1 + Math.abs(value))))
          return `wrong: input ${place} at ${i} is ${found[place][i]}, not ${value}`;
    return "right";
  } catch (error) {
    return `throws: ${error.message.split("\n")[0]}`;
  }
}

/** The loss is the sum of these times the results; the same are in pytorch.py. */
function weights(size) {
  return tf.tensor1d(Array.from({ length: size }, (_, i) => (((7 * i) % 5) - 1.5) / 2));
}

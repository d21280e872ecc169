import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectParity, exactly, floats } from "../../test/parity.ts";
import { adamStep } from "./adamStep.ts";

const numbers = { beta1: 0.9, beta2: 0.99 };

describe("adamStep", () => {
  test.each([
    { of: "a vector", shape: [7] },
    { of: "a filter", shape: [3, 3, 4, 5] },
    { of: "a scalar", shape: [] },
  ])("of $of is that of the composed form", ({ of, shape }) =>
    expectParity({
      of,
      inputs: [
        floats(shape),
        floats(shape, -1, 1),
        floats(shape, -0.1, 0.1),
        floats(shape, 0, 0.1),
        exactly([0.01], []),
        exactly([1e-8], []),
      ],
      fn: (
        p: tf.Tensor,
        g: tf.Tensor,
        m: tf.Tensor,
        v: tf.Tensor,
        stepSize: tf.Scalar,
        epsilon: tf.Scalar,
      ) => adamStep(p, g, m, v, { stepSize, epsilon, ...numbers }),
      gradient: false,
    }),
  );

  test.each(["ort", "cpu"])("by hand, on %s", async (backend) => {
    await tf.setBackend(backend);
    const [p, m, v] = adamStep(
      tf.tensor1d([1]),
      tf.tensor1d([2]),
      tf.tensor1d([0.5]),
      tf.tensor1d([1]),
      {
        stepSize: tf.scalar(0.1),
        epsilon: tf.scalar(0),
        beta1: 0.5,
        beta2: 0.75,
      },
    );
    // m' = 0.5·0.5 + 0.5·2, v' = 0.75·1 + 0.25·4, p' = 1 - 0.1·m'/sqrt(v')
    expect(m.dataSync()[0]).toBe(1.25);
    expect(v.dataSync()[0]).toBe(1.75);
    expect(p.dataSync()[0]).toBeCloseTo(1 - (0.1 * 1.25) / Math.sqrt(1.75), 6);
  });

  test("a step size that changes needs no new graph", async () => {
    await tf.setBackend("ort");
    const { statistics } = tf.backend() as unknown as { statistics(): { compilations: number } };
    const compiled = () => statistics.call(tf.backend()).compilations;
    const step = (size: number) =>
      tf.tidy(() => {
        const [p, g, m, v] = [1, 2, 3, 4].map((n) => tf.tensor1d([n, n]));
        const options = { stepSize: tf.scalar(size), epsilon: tf.scalar(size / 10), ...numbers };
        return adamStep(p, g, m, v, options)[0].dataSync()[0];
      }) as unknown as number;
    const first = step(0.1);
    const before = compiled();
    expect(step(0.2)).toBeLessThan(first);
    expect(compiled()).toBe(before);
  });
});

import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectParity, exactly, floats } from "../../test/parity.ts";
import { adamSteps } from "@flawlens/ops";

const numbers = { beta1: 0.9, beta2: 0.99 };

describe("adamSteps", () => {
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
        sum: tf.Tensor,
        squares: tf.Tensor,
        stepSize: tf.Scalar,
        epsilon: tf.Scalar,
      ) => {
        const states = [{ param: p, sum, squares }];
        const [next] = adamSteps(states, [g], { stepSize, epsilon, ...numbers });
        return [next.param, next.sum, next.squares];
      },
      gradient: false,
    }),
  );

  test("of several, small and large, is that of each alone", () => {
    const shapes = [[3, 3, 4, 5], [7], [130, 127], []];
    const count = shapes.length;
    return expectParity({
      of: "several",
      inputs: [
        ...shapes.map((shape) => floats(shape)),
        ...shapes.map((shape) => floats(shape, -1, 1)),
        ...shapes.map((shape) => floats(shape, -0.1, 0.1)),
        ...shapes.map((shape) => floats(shape, 0, 0.1)),
      ],
      fn: (...all: tf.Tensor[]) => {
        const part = (i: number): tf.Tensor[] => all.slice(i * count, (i + 1) * count);
        const states = part(0).map((param, i) => ({
          param,
          sum: part(2)[i],
          squares: part(3)[i],
        }));
        const options = { stepSize: tf.scalar(0.01), epsilon: tf.scalar(1e-8), ...numbers };
        return adamSteps(states, part(1), options).flatMap(({ param, sum, squares }) => [
          param,
          sum,
          squares,
        ]);
      },
      gradient: false,
    });
  });

  test("refuses fewer gradients than parameters", () => {
    const one = tf.tensor1d([1]);
    expect(() =>
      adamSteps([{ param: one, sum: one, squares: one }], [], {
        stepSize: tf.scalar(1),
        epsilon: tf.scalar(1),
        ...numbers,
      }),
    ).toThrow("adamSteps: expected a gradient for each of 1 parameters, got 0");
  });

  test.each(["ort", "cpu"])("by hand, on %s", async (backend) => {
    await tf.setBackend(backend);
    const [{ param: p, sum, squares }] = adamSteps(
      [{ param: tf.tensor1d([1]), sum: tf.tensor1d([0.5]), squares: tf.tensor1d([1]) }],
      [tf.tensor1d([2])],
      {
        stepSize: tf.scalar(0.1),
        epsilon: tf.scalar(0),
        beta1: 0.5,
        beta2: 0.75,
      },
    );
    // sum' = 0.5·0.5 + 2, squares' = 0.75·1 + 4, p' = 1 - 0.1·sum'/sqrt(squares')
    expect(sum.dataSync()[0]).toBe(2.25);
    expect(squares.dataSync()[0]).toBe(4.75);
    expect(p.dataSync()[0]).toBeCloseTo(1 - (0.1 * 2.25) / Math.sqrt(4.75), 6);
  });

  test("a step size that changes needs no new graph", async () => {
    await tf.setBackend("ort");
    const { statistics } = tf.backend() as unknown as { statistics(): { compilations: number } };
    const compiled = () => statistics.call(tf.backend()).compilations;
    const step = (size: number) =>
      tf.tidy(() => {
        const [param, g, sum, squares] = [1, 2, 3, 4].map((n) => tf.tensor1d([n, n]));
        const options = { stepSize: tf.scalar(size), epsilon: tf.scalar(size / 10), ...numbers };
        return adamSteps([{ param, sum, squares }], [g], options)[0].param.dataSync()[0];
      }) as unknown as number;
    const first = step(0.1);
    const before = compiled();
    expect(step(0.2)).toBeLessThan(first);
    expect(compiled()).toBe(before);
  });

  test("the first step of a convolution runs the graph of all others, in each training", async () => {
    const shape: [number, number, number, number] = [3, 3, 2, 4];
    const train = async (backend: string) => {
      await tf.setBackend(backend);
      const images = tf.tensor4d(floats([2, 6, 6, 2], -1, 1).values, [2, 6, 6, 2]);
      const zeros = () => tf.tensor(new Float32Array(72), shape);
      const filter = tf.tensor4d(floats(shape, -1, 1).values, shape);
      let state = { param: filter as tf.Tensor, sum: zeros(), squares: zeros() };
      for (let step = 0; step < 3; step++) {
        state = tf.tidy(() => {
          const lossOf = (w: tf.Tensor) =>
            tf.mean(tf.square(tf.conv2d(images, w as tf.Tensor4D, 1, "same"))) as tf.Scalar;
          const gradient = tf.grad(lossOf)(state.param);
          const options = { stepSize: tf.scalar(0.1), epsilon: tf.scalar(1e-3), ...numbers };
          return adamSteps([state], [gradient], options)[0] as never;
        }) as typeof state;
        await state.sum.data();
      }
      const found = [filter, ...Object.values(state)].map((tensor) => [...tensor.dataSync()]);
      return found.flat();
    };
    const expected = await train("cpu");
    await tf.setBackend("ort");
    const { statistics } = tf.backend() as unknown as { statistics(): { compilations: number } };
    const { compilations } = statistics.call(tf.backend());
    const found = await train("ort");
    for (const [i, number] of found.entries()) expect(number).toBeCloseTo(expected[i], 4);
    expect(await train("ort")).toEqual(found);
    expect(statistics.call(tf.backend()).compilations).toBe(compilations + 1);
  });
});

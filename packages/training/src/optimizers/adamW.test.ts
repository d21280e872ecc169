import type { Params } from "@flawlens/backbones";
import { memory, square, sub, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import type { Scalar } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/engines.ts";
import fixture from "../../test/fixtures/adamW.json" with { type: "json" };
import { accumulateGradients } from "./accumulateGradients.ts";
import { adamW } from "./adamW.ts";
import type { Optimizer } from "./optimizer.ts";
import { trainStep } from "../trainStep.ts";

type Values = { a: number[]; b: number[] };
const onTensors = (values: Values): Params => ({
  a: tensor(values.a, fixture.shapes.a),
  b: tensor(values.b, fixture.shapes.b),
});
const { a, b } = fixture.groups;
const make = (): Optimizer =>
  adamW({
    learningRate: b.lr,
    weightDecay: b.weight_decay,
    groups: [{ match: /^a$/, learningRate: a.lr, weightDecay: a.weight_decay }],
  });

/** Every number after the last step. */
const run = (
  optimizer: () => Optimizer,
  updates: (optimizer: Optimizer, params: Params, step: number) => Params,
) =>
  tidy(() => {
    const made = optimizer();
    let params = onTensors(fixture.params);
    for (let step = 0; step < fixture.gradients.length; step++)
      params = updates(made, params, step);
    const numbers = [...params.a.dataSync(), ...params.b.dataSync()];
    made.dispose();
    return numbers as never;
  }) as unknown as number[];

describe.each(engines)("adamW on %s", (engine) => {
  onEngine(engine);

  test("is PyTorch's with two groups", () => {
    const before = memory().numTensors;
    const last = run(make, (optimizer, params, step) =>
      optimizer.update(params, onTensors(fixture.gradients[step])),
    );
    const expected = fixture.after.at(-1) as Values;
    // 8 float32 updates of numbers of size 3 at most
    [...expected.a, ...expected.b].forEach((value, i) =>
      expect(Math.abs(last[i] - value)).toBeLessThan(8 * 2 ** -22),
    );
    expect(memory().numTensors).toBe(before);
  });

  test("halves of gradients accumulated are the whole", () => {
    const whole = run(make, (optimizer, params, step) =>
      optimizer.update(params, onTensors(fixture.gradients[step])),
    );
    const halves = run(
      () => accumulateGradients(make(), 2),
      (optimizer, params, step) => {
        const { a: ga, b: gb } = fixture.gradients[step];
        const half = () => onTensors({ a: ga.map((g) => g / 2), b: gb.map((g) => g / 2) });
        const same = optimizer.update(params, half());
        expect([...same.a.dataSync()]).toEqual([...params.a.dataSync()]);
        return optimizer.update(same, half());
      },
    );
    expect(halves).toEqual(whole); // halves of float32 numbers are exact
  });
});

describe("accumulateGradients", () => {
  onEngine("cpu");

  test("saved in the midst of a batch, goes on there", () => {
    const gradient = () => ({ w: tensor([2]) });
    const steps = (restart: boolean) => {
      let optimizer = accumulateGradients(adamW({ learningRate: 0.1 }), 3);
      let params: Params = { w: tensor([1]) };
      for (let step = 0; step < 6; step++) {
        if (restart && step === 4) {
          const state: unknown = JSON.parse(JSON.stringify(optimizer.state()));
          const saved = Object.fromEntries(
            Object.entries(optimizer.tensors()).map(([name, t]) => [name, tensor(t.dataSync())]),
          );
          optimizer.dispose();
          optimizer = accumulateGradients(adamW({ learningRate: 0.1 }), 3);
          optimizer.restore(state, saved);
        }
        params = optimizer.update(params, gradient());
      }
      return params.w.dataSync()[0];
    };
    expect(steps(true)).toBe(steps(false));
    expect(steps(false)).toBeLessThan(0.85); // two updates of 0.1
  });

  test("works with trainStep: nothing moves until the batch is whole", () => {
    const optimizer = accumulateGradients(adamW({ learningRate: 0.1 }), 2);
    const lossOf = ({ w }: Params) => sum(square(sub(w, 3))) as Scalar;
    const first = trainStep({ w: tensor([1]) }, null, { lossOf, optimizer, trainable: ["w"] });
    expect(first.params.w.dataSync()[0]).toBe(1);
    const second = trainStep(first.params, null, { lossOf, optimizer, trainable: ["w"] });
    expect(second.params.w.dataSync()[0]).toBeGreaterThan(1.05);
    optimizer.dispose();
  });

  test("refuses half a part and a state of another optimiser", () => {
    const inner = adamW({ learningRate: 1 });
    expect(() => accumulateGradients(inner, 0.5)).toThrow("expected a whole number of parts");
    expect(() => accumulateGradients(inner, 2).restore({ updates: 1 }, {})).toThrow(
      "expected a state with the parts done",
    );
  });
});

describe("adamW", () => {
  test.each([
    {
      options: { learningRate: 1, weightDecay: -1 },
      message: "expected weightDecay in [0, Infinity), got -1",
    },
    {
      options: { learningRate: 1, groups: [{ match: /x/, learningRate: NaN }] },
      message: "expected groups[0].learningRate in [0, Infinity), got NaN",
    },
  ])("refuses: $message", ({ options, message }) => {
    expect(() => adamW(options)).toThrow(new RangeError(`adamW: ${message}`));
  });
});

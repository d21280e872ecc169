import type { Params } from "@flawlens/backbones";
import { memory, tensor, tidy } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/engines.ts";
import fixture from "../../test/fixtures/adamW.json" with { type: "json" };
import { adamW } from "./adamW.ts";
import type { Optimizer } from "./optimizer.ts";

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

describe.each(engines)("adamW on %s", (engine) => {
  onEngine(engine);

  test("is PyTorch's with two groups", () => {
    const before = memory().numTensors;
    const last = tidy(() => {
      const optimizer = make();
      let params = onTensors(fixture.params);
      for (const gradients of fixture.gradients)
        params = optimizer.update(params, onTensors(gradients));
      const numbers = [...params.a.dataSync(), ...params.b.dataSync()];
      optimizer.dispose();
      return numbers as never;
    }) as unknown as number[];
    const expected = fixture.after.at(-1) as Values;
    // 8 float32 updates of numbers of size 3 at most
    [...expected.a, ...expected.b].forEach((value, i) =>
      expect(Math.abs(last[i] - value)).toBeLessThan(8 * 2 ** -22),
    );
    expect(memory().numTensors).toBe(before);
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

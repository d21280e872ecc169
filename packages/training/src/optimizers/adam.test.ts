import { readFileSync } from "node:fs";
import type { Params } from "@flawlens/backbones";
import { dispose, memory, tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/engines.ts";
import { adam } from "./adam.ts";

type Values = Record<string, number[]>;
interface Case {
  of: string;
  lr: number;
  betas: [number, number];
  eps: number;
  steps: number;
  shapes: Record<string, number[]>;
  params: Values;
  gradients: Values[];
  after: Values[];
  moments: { m: Values; v: Values };
}

const fixture: { torch: string; cases: Case[] } = JSON.parse(
  readFileSync(new URL("../../test/fixtures/adam.json", import.meta.url), "utf8"),
);

const toTensors = (values: Values, shapes: Case["shapes"]): Params =>
  Object.fromEntries(
    Object.entries(values).map(([name, data]) => [
      name,
      tensor(Float32Array.from(data), shapes[name]),
    ]),
  );

const scaled = (values: Values, factor: number): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, data]) => [name, data.map((value) => value * factor)]),
  );

/** The largest difference, in units of `scale`. */
async function difference(params: Params, expected: Values, scale: number): Promise<number> {
  let largest = 0;
  for (const [name, values] of Object.entries(expected)) {
    const got = await params[name].data();
    values.forEach((value, i) => {
      largest = Math.max(largest, Math.abs(got[i] - value) / scale);
    });
  }
  return largest;
}

describe.each(engines)("adam on %s", (engine) => {
  onEngine(engine);

  test.each(fixture.cases)("is PyTorch's with $of", async (given) => {
    const { lr, betas, eps, shapes } = given;
    const optimizer = adam({ learningRate: lr, beta1: betas[0], beta2: betas[1], epsilon: eps });
    let params = toTensors(given.params, shapes);
    for (let step = 0; step < given.steps; step++) {
      const gradients = toTensors(given.gradients[step], shapes);
      const next = optimizer.update(params, gradients);
      dispose([params, gradients]);
      params = next;
      // float32 parameters of size 3 at most, rounded at each step, and a step's own rounding
      const rounding = (step + 1) * (2 ** -23 + lr * 1e-6);
      expect(await difference(params, given.after[step], rounding)).toBeLessThan(1);
    }
    const moments = optimizer.tensors();
    // Ours are sums: a moment is (1 - beta) of one.
    for (const [slot, { of, beta }] of Object.entries({
      sum: { of: given.moments.m, beta: betas[0] },
      squares: { of: given.moments.v, beta: betas[1] },
    })) {
      const expected = scaled(of, 1 / (1 - beta));
      const size = Math.max(...Object.values(expected).flat().map(Math.abs));
      const got = Object.fromEntries(
        Object.keys(expected).map((name) => [name, moments[`${slot}/${name}`]]),
      );
      expect(await difference(got, expected, size * 1e-6)).toBeLessThan(1);
    }
    dispose(params);
    optimizer.dispose();
  });

  test("goes on exactly from a state that went through JSON and arrays", async () => {
    const { shapes, params, gradients } = fixture.cases[0];
    const run = async (restart: boolean) => {
      let optimizer = adam({ learningRate: 0.01 });
      let current = toTensors(params, shapes);
      for (let step = 0; step < 6; step++) {
        if (restart && step === 3) {
          const state: unknown = JSON.parse(JSON.stringify(optimizer.state()));
          const saved: Params = {};
          for (const [slot, moment] of Object.entries(optimizer.tensors()))
            saved[slot] = tensor(Float32Array.from(await moment.data()), moment.shape);
          optimizer.dispose();
          optimizer = adam({ learningRate: 0.01 });
          optimizer.restore(state, saved);
        }
        current = optimizer.update(current, toTensors(gradients[step], shapes));
      }
      return Promise.all(
        Object.values({ ...current, ...optimizer.tensors() }).map((t) => t.data()),
      );
    };
    expect(await run(true)).toEqual(await run(false));
  });

  test("holds two tensors a parameter, and leaves what it was given alone", async () => {
    const { shapes, params, gradients } = fixture.cases[0];
    const before = memory().numTensors;
    const optimizer = adam({ learningRate: 0.01 });
    const [p, g] = [toTensors(params, shapes), toTensors(gradients[0], shapes)];
    for (let step = 0; step < 3; step++) dispose(optimizer.update(p, g));
    expect(await difference(p, params, 1e-9)).toBeLessThan(1);
    dispose([p, g]);
    expect(memory().numTensors).toBe(before + 4);
    optimizer.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe("adam", () => {
  onEngine("cpu");

  test("asks a schedule for the step size of update 1, 2, 3", async () => {
    const asked: number[] = [];
    const optimizer = adam({
      learningRate: (update) => {
        asked.push(update);
        return update === 2 ? 0 : 0.5;
      },
      epsilon: 0,
    });
    const p = { w: tensor([1]) };
    const moved: number[] = [];
    for (let step = 0; step < 3; step++) {
      const { w } = optimizer.update(p, { w: tensor([4]) });
      moved.push((await w.data())[0]);
    }
    expect(asked.slice(-3)).toEqual([1, 2, 3]);
    // a constant gradient moves by exactly the step size, to float32's rounding
    [0.5, 1, 0.5].forEach((expected, i) => expect(moved[i]).toBeCloseTo(expected, 6));
  });

  test.each([
    { options: { learningRate: -1 }, message: "expected learningRate in [0, Infinity), got -1" },
    { options: { learningRate: NaN }, message: "expected learningRate in [0, Infinity), got NaN" },
    { options: { learningRate: 1, beta1: 1 }, message: "expected beta1 in [0, 1), got 1" },
    { options: { learningRate: 1, beta2: -0.1 }, message: "expected beta2 in [0, 1), got -0.1" },
    {
      options: { learningRate: 1, epsilon: Infinity },
      message: "expected epsilon in [0, Infinity), got Infinity",
    },
  ])("refuses: $message", ({ options, message }) => {
    expect(() => adam(options)).toThrow(new RangeError(`adam: ${message}`));
  });

  test("refuses a state that is not its own", () => {
    const optimizer = adam({ learningRate: 1 });
    expect(() => optimizer.restore({}, {})).toThrow("expected a state with the number of updates");
    expect(() => optimizer.restore({ updates: 1 }, { "sum/w": tensor([0]) })).toThrow(
      "expected sum/ and squares/ of every parameter, got sum/w alone",
    );
  });
});

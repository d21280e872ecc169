import type { Params } from "@flawlens/backbones";
import { memory, tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/engines.ts";
import { adam } from "./adam.ts";
import { separately } from "./separately.ts";
import { sgd } from "./sgd.ts";

const start = (): Params => ({ "a.w": tensor1d([1, -2]), "b.w": tensor1d([3]) });
const gradients = { a: { "a.w": tensor1d([0.5, -1]) }, b: { "b.w": tensor1d([2]) } };
const values = (params: Params) => Object.values(params).flatMap((x) => [...x.dataSync()]);
/** The rate tells how many updates there were. */
const counting = () => adam({ learningRate: (update) => 0.1 * update });
const two = () =>
  separately([
    { match: /^a\./, optimizer: counting() },
    { match: (name) => name.startsWith("b."), optimizer: counting() },
  ]);

describe.each(engines)("separately on %s", (engine) => {
  onEngine(engine);

  test("updates each group as its own optimiser alone does, and no other group", () => {
    const [optimizer, alone] = [two(), counting()];
    const [params, expected] = [start(), start()];
    for (const turn of ["a", "b", "b", "a"] as const) {
      const next = optimizer.update(params, gradients[turn]);
      expect(Object.keys(next)).toEqual([`${turn}.w`]);
      Object.assign(params, next);
      if (turn === "a") Object.assign(expected, alone.update(expected, gradients.a));
    }
    expect(values({ a: params["a.w"] })).toEqual(values({ a: expected["a.w"] }));
  });

  test("updates all groups at once where all have gradients", () => {
    const optimizer = separately([
      { match: /^a/, optimizer: sgd({ learningRate: 1 }) },
      { match: /^b/, optimizer: sgd({ learningRate: 0.5 }) },
    ]);
    expect(values(optimizer.update(start(), { ...gradients.a, ...gradients.b }))).toEqual([0.5, -1, 2]); // prettier-ignore
  });

  test("goes on from a saved state, and disposes its optimisers", () => {
    const before = memory().numTensors;
    const optimizer = two();
    const params = start();
    for (const turn of ["a", "b", "a"] as const) optimizer.update(params, gradients[turn])[`${turn}.w`].dispose(); // prettier-ignore
    const tensors = optimizer.tensors();
    expect(Object.keys(tensors)).toEqual(["0/sum/a.w", "0/squares/a.w", "1/sum/b.w", "1/squares/b.w"]); // prettier-ignore
    const other = two();
    const copies = Object.entries(tensors).map(([name, x]) => [name, x.clone()]);
    other.restore(optimizer.state(), Object.fromEntries(copies));
    for (const turn of ["a", "b"] as const) {
      const [next, same] = [optimizer, other].map((each) => each.update(params, gradients[turn]));
      expect(values(next)).toEqual(values(same));
      for (const made of [next, same]) made[`${turn}.w`].dispose();
    }
    optimizer.dispose();
    other.dispose();
    for (const x of Object.values(params)) x.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("refuses a parameter of no group, and no groups", () => {
    expect(() => two().update(start(), { c: tensor1d([1]) })).toThrow(
      "separately: expected a group that matches c, got none",
    );
    expect(() => separately([])).toThrow("separately: expected at least one group, got none");
  });
});

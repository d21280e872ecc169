import "../../test/cpu.ts";
import { scalar } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";

import type { Towers } from "../towers/towers.ts";
import { paperOptimizer } from "./paperOptimizer.ts";

const towers = { image: { alphaWeight: "conv1_alpha.weight" } } as Towers;

/** The change of each parameter, of size 1, in the first update: its learning rate, and its decay. */
function steps(optimizer: ReturnType<typeof paperOptimizer>, names: string[]): number[] {
  const of = (value: number) => Object.fromEntries(names.map((name) => [name, scalar(value)]));
  const next = optimizer.update(of(1), of(1));
  return names.map((name) => 1 - next[name].dataSync()[0]);
}

test("moves the weight that the mask enters by a hundred times as far as all others", () => {
  const optimizer = paperOptimizer(towers, { learningRate: 1e-3, alphaLearningRate: 0.1 });
  const [mask, other] = steps(optimizer, ["conv1_alpha.weight", "proj.lora_A"]);
  expect(mask).toBeCloseTo(0.1 * (1 + 1e-4), 6);
  expect(other).toBeCloseTo(1e-3 * (1 + 1e-4), 6);
});

test("has the paper's rates by default", () => {
  const [mask, other] = steps(paperOptimizer(towers), ["conv1_alpha.weight", "proj.lora_A"]);
  expect(mask / 1e-4).toBeCloseTo(1, 2); // float32 near 1 is exact to 6e-8
  expect(other / 1e-6).toBeCloseTo(1, 0);
});

test("takes other groups and another decay", () => {
  const groups = [{ match: /^stem/, learningRate: 0.05 }];
  const optimizer = paperOptimizer(towers, { learningRate: 0.01, weightDecay: 0.5, groups });
  const [stem, other] = steps(optimizer, ["stem.weight", "proj.weight"]);
  expect(stem).toBeCloseTo(0.05 * 1.5, 5);
  expect(other).toBeCloseTo(0.01 * 1.5, 5);
});

import "../../test/cpu.ts";
import { memory, tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { fuseNovelty } from "./fuseNovelty.ts";

const scale = { knee: 2, cap: 40 };
const fused = (score: number, novelty: number, weight: number) =>
  fuseNovelty(tensor1d([score]), tensor1d([novelty]), { weight, scale }).dataSync()[0];

describe("fuseNovelty", () => {
  test("is the weighted geometric mean: worked by hand", () => {
    // On its scale 2 is log(1 + 2/2) / log(1 + 40/2) = 0.22767, and 0.5^0.7 · 0.22767^0.3 = 0.39489.
    expect(fused(0.5, 2, 0.3)).toBeCloseTo(0.39489, 5);
    expect(fused(0.5, 40, 0.3)).toBeCloseTo(0.5 ** 0.7, 5); // the cap is 1
    expect(fused(0.5, 99, 0.3)).toBe(fused(0.5, 40, 0.3));
  });

  test("of weight 1 is the novelty on its scale, whatever the other cues say", () => {
    expect(fused(0, 2, 1)).toBeCloseTo(Math.log(2) / Math.log(21), 5);
  });

  test("keeps nothing but the score", () => {
    const [score, novelty] = [tensor1d([0.5, 0]), tensor1d([1, 0])];
    const before = memory().numTensors;
    const result = fuseNovelty(score, novelty, { weight: 0.3, scale });
    expect(memory().numTensors).toBe(before + 1);
    expect(result.dataSync().every(Number.isFinite)).toBe(true);
  });
});

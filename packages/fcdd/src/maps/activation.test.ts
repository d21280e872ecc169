import "../../test/cpu.ts";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { grad, memory, slice, sum, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { pseudoHuberMaps, softmaxMaps } from "./activation.ts";
import { pseudoHuber } from "./pseudoHuber.ts";

const [ln2, ln3, ln6] = [Math.LN2, Math.log(3), Math.log(6)];

describe.each(["cpu", "ort"])("softmaxMaps on %s", (engine) => {
  beforeAll(() => useEngine(engine));

  test.each([
    // weights 1 (normal), 1, 1: each type has a third
    { of: "types as likely as normal", phi: [0, 0], maps: [Math.log(3 / 2), Math.log(3 / 2)] },
    // weights 1, 2, 3: 2 of 6 and 3 of 6
    { of: "unlike types", phi: [ln2, ln3], maps: [Math.log(6 / 4), ln2] },
    // weights 1 and 6: 6 of 7
    { of: "one type alone", phi: [ln6], maps: [Math.log(7)] },
    // 1 - p of the second is (1 + e^90) / (1 + e^90 + e^-20): e^-110 in all
    { of: "types far apart", phi: [90, -20], maps: [90, 0] },
  ])("of $of are $maps", ({ phi, maps }) => {
    const got = softmaxMaps.apply(tensor4d(phi, [1, 1, 1, phi.length])).dataSync();
    for (const [k, map] of maps.entries()) expect(got[k]).toBeCloseTo(map, 5); // float32 of numbers up to 90
  });

  test("have the gradient pₖ to their own channel and, to another, pⱼ less its share without k", () => {
    // of A₁ alone: p₁ = 1/3 (weights 1, 2, 3); and p₂ = 1/2 less its share 3/4 of what is left without type 1
    const first = (x: Tensor) =>
      slice(softmaxMaps.apply(x as Tensor4D), [0, 0, 0, 0], [1, 1, 1, 1]);
    const gradient = grad((x) => sum(first(x)))(tensor4d([ln2, ln3], [1, 1, 1, 2])).dataSync();
    expect(gradient[0]).toBeCloseTo(1 / 3, 6);
    expect(gradient[1]).toBeCloseTo(1 / 2 - 3 / 4, 6);
  });
});

describe("activations", () => {
  test("keep cells and types where they are, and leave one tensor", () => {
    const phi = tensor4d([0, 9, 9, 0, -9, -9, 0, 0, 9, -9, 0, 9], [2, 1, 3, 2]);
    const before = memory().numTensors;
    const maps = softmaxMaps.apply(phi);
    expect(memory().numTensors).toBe(before + 1);
    expect(maps.shape).toEqual([2, 1, 3, 2]);
    const winners = [0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1];
    expect([...maps.dataSync()].map((value) => (value > 5 ? 1 : 0))).toEqual(winners);
  });

  test("of the paper are pseudoHuber of each channel", () => {
    const phi = tensor4d([1, -2], [1, 1, 1, 2]);
    expect(pseudoHuberMaps.apply(phi).dataSync()).toEqual(pseudoHuber(phi).dataSync());
  });
});

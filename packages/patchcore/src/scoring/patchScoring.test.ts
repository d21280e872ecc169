import "../../test/cpu.ts";
import { mul, ones, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor1D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { FurthestPatches } from "../weighting/weighting.ts";
import { neighborWeighting } from "../weighting/neighborWeighting.ts";
import { patchScoring } from "./patchScoring.ts";

const bank = tensor2d([[0, 0], [10, 0]]); // prettier-ignore
// Two images of 1 x 2 cells.
const patches = tensor4d([0, 3, 10, 4, 14, 3, 1, 0], [2, 1, 2, 2]);
const inputSize = { height: 8, width: 8 };

describe("patchScoring", () => {
  test("scores an image by its furthest patch", () => {
    const weighting = neighborWeighting({ neighbors: 1 });
    const { scores } = patchScoring({ weighting }).outputs({ patches, bank, inputSize });
    expect(scores.shape).toEqual([2, 1]);
    expect([...scores.dataSync()]).toEqual([4, 5]);
  });

  test("hands the furthest patches and their rows to the weighting, and multiplies by its weights", () => {
    let seen: { patches: number[]; nearest: number[] } | undefined;
    const weighting = {
      name: "half",
      weigh({ patches, nearest }: FurthestPatches) {
        seen = { patches: [...patches.dataSync()], nearest: [...nearest.dataSync()] };
        return mul(ones([2]), 0.5) as Tensor1D;
      },
    };
    const { scores } = patchScoring({ weighting }).outputs({ patches, bank, inputSize });
    expect(seen).toEqual({ patches: [10, 4, 14, 3], nearest: [1, 1] });
    expect([...scores.dataSync()]).toEqual([2, 2.5]);
  });

  test("maps show distances that are smoothed, but not weighted", () => {
    const weighting = neighborWeighting({ neighbors: 2 });
    const alike = tensor4d([0, 3, 0, 3], [1, 1, 2, 2]);
    const { maps } = patchScoring({ weighting }).outputs({ patches: alike, bank, inputSize });
    expect(maps.shape).toEqual([1, 8, 8, 1]);
    for (const value of maps.dataSync()) expect(value).toBeCloseTo(3, 5);
  });
});

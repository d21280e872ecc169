import "../../test/cpu.ts";
import {
  buffer,
  memory,
  mul,
  ones,
  profile,
  tensor1d,
  tensor2d,
  tensor4d,
} from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { vector } from "../../test/vectors.ts";
import type { FurthestPatches } from "../weighting/weighting.ts";
import { neighborWeighting } from "../weighting/neighborWeighting.ts";
import { mhpatchcoreScoring, patchScoring, softpatchScoring } from "./patchScoring.ts";

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

  test("multiplies distances by the weight of the nearest row, before the furthest patch is chosen", () => {
    const bankWeights = tensor1d([2, 0.5]);
    const weighting = neighborWeighting({ neighbors: 1 });
    const { scores } = patchScoring({ weighting }).outputs({
      patches,
      bank,
      bankWeights,
      inputSize,
    });
    // 3 from the first row and 4 from the second; 5 from the second and 1 from the first.
    expect([...scores.dataSync()]).toEqual([6, 2.5]);
  });

  test("compares a fine grid with the bank in parts, and loses no cell", async () => {
    const side = 64;
    const fine = buffer([2, side, side, 2], "float32");
    fine.set(3, 0, 0, 1, 1); // the first part of the first image
    fine.set(10, 1, side - 1, side - 1, 0); // the last cell of the second one
    fine.set(5, 1, side - 1, side - 1, 1);
    const rows = Array.from({ length: 640 }, (_, i) => (i === 639 ? [10, 0] : [0, 0]));
    const weighting = neighborWeighting({ neighbors: 1 });
    const whole = fine.toTensor() as Tensor4D;
    const large = tensor2d(rows);
    let scores: number[] = [];
    const before = memory().numBytes; // that of other tests of this process, too
    const { peakBytes } = await profile(() => {
      const found = patchScoring({ weighting }).outputs({ patches: whole, bank: large, inputSize });
      scores = [...found.scores.dataSync()];
      return found.scores;
    });
    expect(scores).toEqual([3, 5]);
    // All products at once take 4 · 2 · 64 · 64 · 640 bytes: 21 MB.
    expect(peakBytes - before).toBeLessThan(12e6);
  });

  test("squares distances where it is asked to", () => {
    const weighting = neighborWeighting({ neighbors: 1 });
    const alike = tensor4d([0, 3, 0, 3], [1, 1, 2, 2]);
    const { scores, maps } = patchScoring({ weighting, squared: true }).outputs({ patches: alike, bank, inputSize }); // prettier-ignore
    expect([...scores.dataSync()]).toEqual([9]);
    for (const value of maps.dataSync()) expect(value).toBeCloseTo(9, 4);
  });
});

/** Patches in a row, as one image. */
const compared = (rows: number[][], bank: number[][]) => {
  return {
    patches: tensor4d(rows.flat(), [1, 1, rows.length, rows[0].length]),
    bank: tensor2d(bank),
    inputSize,
  };
};

describe("the scores of the vectors", () => {
  test("PatchCore's", () => {
    const { inputs, outputs } = vector("patchcore.reweight");
    const weighting = neighborWeighting({ neighbors: inputs.neighbours });
    const given = compared(inputs.patches, inputs.bank);
    const { scores } = patchScoring({ weighting }).outputs(given);
    expect(scores.dataSync()[0]).toBeCloseTo(outputs.imageScore, 6);
  });

  test("MH-PatchCore's", () => {
    const { inputs, outputs } = vector("mhpatchcore.score");
    const given = compared(inputs.patches, inputs.bank);
    const { scores } = mhpatchcoreScoring({ neighbors: inputs.neighbours }).outputs(given);
    expect(scores.dataSync()[0]).toBeCloseTo(outputs.imageScore, 5);
    const plain = mhpatchcoreScoring({ neighbors: 1 }).outputs(given);
    expect(plain.scores.dataSync()[0]).toBeCloseTo(Math.max(...outputs.patchScores), 5);
  });

  test("SoftPatch's, which are continuous where the row is chosen by the weighted distance", () => {
    // Half way between two rows of the weights 1 and 3, and a hair's breadth to either side.
    const rows = [[0], [2]];
    const bankWeights = tensor1d([1, 3]);
    const at = (x: number, released: boolean) =>
      softpatchScoring({ released }).outputs({ ...compared([[x]], rows), bankWeights }).scores.dataSync()[0]; // prettier-ignore
    expect([at(0.999, true), at(1.001, true)]).toEqual([expect.closeTo(0.998, 3), expect.closeTo(2.994, 3)]); // prettier-ignore
    expect([at(0.999, false), at(1.001, false)]).toEqual([expect.closeTo(0.998, 3), expect.closeTo(1.002, 3)]); // prettier-ignore
    expect(at(1.9, false)).toBeCloseTo(3 * 0.01, 5); // where the far one is nearer, weighted, too
  });

  test("SoftPatch's as released", () => {
    const { inputs, outputs } = vector("softpatch.weightedScore");
    const bankWeights = tensor1d(inputs.bankWeights);
    const given = { ...compared(inputs.queries, inputs.bank), bankWeights };
    const { scores } = softpatchScoring({ released: true }).outputs(given);
    expect(scores.dataSync()[0]).toBeCloseTo(outputs.imageScore, 5);
  });
});

import "../../test/cpu.ts";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { maxScore, meanScore, pooledMaxScore, topMeanScore } from "./scoring.ts";

describe("scores of a map", () => {
  // two images of 2x3 cells, two types; type 1 of image 1 is all 5
  const maps = () =>
    tensor4d(
      [1, 0, 2, 0, 9, 0, 0, 3, 0, 0, 0, 0, 4, 5, 0, 5, 0, 5, 0, 5, 0, 5, 2, 5],
      [2, 2, 3, 2],
    );

  test.each([
    { scoring: meanScore, name: "mean of the map", scores: [2, 0.5, 1, 5] },
    { scoring: maxScore, name: "highest cell of the map", scores: [9, 3, 4, 5] },
    // a third of six cells: the two highest
    {
      scoring: topMeanScore(1 / 3),
      name: "mean of the highest 33.3 % of the map's cells",
      scores: [5.5, 1.5, 3, 5],
    },
    // the best 2x2 window of the map itself
    {
      scoring: pooledMaxScore(2),
      name: "highest mean over 2x2 pixels of the map",
      scores: [11 / 4, 3 / 4, 1, 5],
    },
  ])("$name gives $scores and leaves nothing behind", ({ scoring, name, scores }) => {
    expect(scoring.name).toBe(name);
    const given = maps();
    const before = memory().numTensors;
    const result = scoring.score(given, () => given);
    expect(result.shape).toEqual([2, 2]);
    for (const [i, score] of scores.entries()) expect(result.dataSync()[i]).toBeCloseTo(score, 6); // float32
    result.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("topMean of all cells is the mean, and of less than one cell the maximum", () => {
    const values = (fraction: number) => [...topMeanScore(fraction).score(maps(), maps).dataSync()];
    expect(values(1)).toEqual([2, 0.5, 1, 5].map((score) => expect.closeTo(score, 6)));
    expect(values(0.01)).toEqual([9, 3, 4, 5]);
    expect(() => topMeanScore(0)).toThrow("topMeanScore: expected a fraction in (0, 1], got 0");
  });

  test("pooledMax refuses a window of no pixel, or larger than the image", () => {
    expect(() => pooledMaxScore(0)).toThrow(
      "pooledMaxScore: expected a window of at least 1 pixel, got 0",
    );
    expect(() => pooledMaxScore(3).score(maps(), maps)).toThrow(
      "pooledMaxScore: expected an input of at least 3 pixels a side, got 2x3",
    );
  });
});

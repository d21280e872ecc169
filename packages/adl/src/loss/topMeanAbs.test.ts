import { grad, sum, tensor2d } from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/expectClose.ts";
import { engines, onEngine } from "../../test/onEngine.ts";
import { topCount, topMean, topMeanAbs } from "./topMeanAbs.ts";

describe.each(engines)("topMeanAbs on %s", (engine) => {
  onEngine(engine);

  const rows = [
    [0.1, -0.9, 0.3, 0.05],
    [-0.2, 0.7, -0.4, 0.6],
    [0, 0.15, -0.55, 0.25],
    [0.35, -0.45, 0.8, -0.05],
  ].flat();
  const scores = () => tensor2d(rows, [1, 16]);
  test.each([
    { fraction: 0.01, is: 0.9, signed: 0.8 },
    { fraction: 0.1, is: 0.9, signed: 0.8 },
    { fraction: 0.25, is: 0.75, signed: 0.6125 },
    { fraction: 0.5, is: 0.59375, signed: 0.40625 },
    { fraction: 1, is: 0.365625, signed: 0.046875 + 0.0546875 },
  ])("of the top $fraction is $is; signed $signed", ({ fraction, is, signed }) => {
    expectClose(topMeanAbs(scores(), fraction).dataSync(), [is]);
    const mean = rows.reduce((a, b) => a + b, 0) / 16;
    expectClose(topMean(scores(), fraction).dataSync(), [fraction === 1 ? mean : signed]);
  });

  test("has a gradient of sign / K at the K largest", () => {
    const gradient = grad((x) => sum(topMeanAbs(x as Tensor2D, 0.25)))(scores()).dataSync();
    const expected = rows.map((score) =>
      [0.7, 0.6, 0.8].includes(score) ? 0.25 : score === -0.9 ? -0.25 : 0,
    );
    expectClose(gradient, expected);
  });

  test("shares what is left between patches that tie", () => {
    const gradient = grad((x) => sum(topMeanAbs(x as Tensor2D, 0.5)))(tensor2d([[3, 1, -1, 1]]));
    expectClose(gradient.dataSync(), [1 / 2, 1 / 6, -1 / 6, 1 / 6]);
  });
});

test("topCount is the floor, at least 1", () => {
  const counts = [9, 16, 49, 196, 784, 1024, 65536].map((count) => topCount(0.1, count));
  expect(counts).toEqual([1, 1, 4, 19, 78, 102, 6553]);
  expect(() => topCount(0, 9)).toThrow("expected a fraction in (0, 1], got 0");
});

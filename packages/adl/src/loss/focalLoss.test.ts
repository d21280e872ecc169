import {
  grad,
  memory,
  softmax,
  tensor1d,
  tensor2d,
  tensor3d,
  tensor4d,
} from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/expectClose.ts";
import { finiteDifferences } from "../../test/finiteDifferences.ts";
import { engines, onEngine } from "../../test/onEngine.ts";
import { focalLoss } from "./focalLoss.ts";

describe.each(engines)("focalLoss on %s", (engine) => {
  onEngine(engine);

  const inverse = (p1: number) => Math.log(p1 / (1 - p1));
  const ofOne = (p1: number, target: number) =>
    focalLoss(
      tensor4d([0, inverse(p1)], [1, 1, 1, 2]),
      tensor3d([target], [1, 1, 1]),
    ).dataSync()[0];
  test("of an anomaly probability against a mask", () => {
    const p1 = [0.01, 0.1, 0.5, 0.9, 0.99];
    const is = [4.51140816, 1.86487354, 0.17327486, 0.00105354, 1.005e-6];
    expectClose(
      p1.map((p) => ofOne(p, 1)),
      is,
      1e-6,
    );
    expectClose(
      p1.map((p) => ofOne(p, 0)),
      is.toReversed(),
      1e-6,
    );
  });

  test("is the mean over pixels, with the slope of finite differences", () => {
    const logits = [2, -1, 0, 0, -3, 4];
    const masks = tensor3d([0, 1, 1], [1, 1, 3]);
    const f = (x: number[]) => focalLoss(tensor4d(x, [1, 1, 3, 2]), masks).dataSync()[0];
    expect(f(logits)).toBeCloseTo(0.05779471, 7);
    const p1 = softmax(tensor2d(logits, [3, 2]))
      .dataSync()
      .filter((_, i) => i % 2 === 1);
    expectClose(p1, [0.04742587, 0.5, 0.99908895]);
    const gradient = grad((x) => focalLoss(x as never, masks))(tensor4d(logits, [1, 1, 3, 2]));
    expectClose(gradient.dataSync(), finiteDifferences(f, logits), 1e-4); // of steps of 0.01
  });

  test("leaves no tensor behind", () => {
    const logits = tensor4d([1, 2], [1, 1, 1, 2]);
    const mask = tensor3d([1], [1, 1, 1]);
    const before = memory().numTensors;
    focalLoss(logits, mask).dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("leaves out images whose masks are not known", () => {
    const logits = tensor4d([0, 0, 0, 50], [2, 1, 1, 2]);
    const masks = tensor3d([1, 0], [2, 1, 1]);
    const known = focalLoss(logits, masks, tensor1d([1, 0])).dataSync()[0];
    expect(known).toBeCloseTo(0.17327486, 6); // the first alone: -(1/2)² log(1/2)
    expect(focalLoss(logits, masks, tensor1d([0, 0])).dataSync()[0]).toBe(0);
  });
});

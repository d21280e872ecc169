import "../../test/cpu.ts";
import { grad, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { hingeLoss } from "./hingeLoss.ts";

const cells = (...values: number[]) => tensor4d(values, [1, 1, values.length, 1]);

describe("hingeLoss", () => {
  // The vector "simplenet.loss": outputs of the discriminator, high = normal, so scores are their negatives.
  test("is SimpleNet's loss of true and fake scores", () => {
    const scores = cells(-0.8, -0.45, -0.5, 0.2, 0.9, 0.5, -0.1, 0.45);
    const loss = hingeLoss(scores, cells(0, 0, 0, 0, 1, 1, 1, 1), { margin: 0.5 });
    expect(loss.dataSync()[0]).toBeCloseTo(0.1875 + 0.1625, 6);
  });

  // The vector "supersimplenet.loss": its parts of normal and of anomalous cells.
  test("is SuperSimpleNet's truncated L1 loss of a map", () => {
    const map = cells(-0.922, -0.586, 1.164, -1.242, -1.985, 1.307, 0.738, 0.379);
    const loss = hingeLoss(map, cells(0, 1, 0, 0, 0, 0, 0, 0), { margin: 0.5 });
    expect(loss.dataSync()[0]).toBeCloseTo(0.79828571 + 1.086, 6);
  });

  test("passes over cells that do not count", () => {
    const known = cells(1, 1, 0, 0);
    const loss = hingeLoss(cells(1, 0, 9, -9), cells(0, 1, 0, 1), { margin: 0.5, known });
    expect(loss.dataSync()[0]).toBeCloseTo(1.5 + 0.5, 6);
  });

  test("has finite gradients where there is no anomalous cell", () => {
    const slope = grad((scores) => hingeLoss(scores as never, cells(0, 0), { margin: 0.5 }));
    expect([...slope(cells(1, -1)).dataSync()]).toEqual([0.5, 0]);
  });
});

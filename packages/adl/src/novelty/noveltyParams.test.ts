import "../../test/cpu.ts";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { tinyModel } from "../../test/tiny.ts";
import { checkFitted, isNoveltyParam, noveltyParams, setNoveltyParams } from "./noveltyParams.ts";

const fitted = (images: number) =>
  noveltyParams({
    whitening: { matrix: new Float32Array(6), offset: new Float32Array(2), size: 3, count: 2 },
    bank: { data: new Float32Array(images * 8), images, each: 4 },
  });

describe("setNoveltyParams", () => {
  test("puts names, shapes and values into the detector, and disposes what was there", () => {
    const model = tinyModel({ novelty: {} });
    const others = Object.keys(model.params);
    setNoveltyParams(model, fitted(5));
    const before = memory().numTensors;
    setNoveltyParams(model, fitted(7));
    expect(memory().numTensors).toBe(before);
    expect(model.spec.filter(({ name }) => isNoveltyParam(name))).toEqual(
      Object.entries({ whitening: [3, 2], offset: [2], bank: [7, 4, 2] }).map(([name, shape]) => ({
        name: `novelty.${name}`,
        shape,
        kind: "plain",
        trainable: false,
      })),
    );
    expect(Object.keys(model.params).filter((name) => !isNoveltyParam(name))).toEqual(others);
  });
});

test("checkFitted refuses a detector before fitNovelty", () => {
  expect(() => checkFitted(tinyModel({ novelty: {} }).params)).toThrow("run fitNovelty after");
  expect(() => checkFitted(fitted(1))).not.toThrow();
});

import { grad, sum, tensor1d } from "@tensorflow/tfjs-core";
import type { Tensor1D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/expectClose.ts";
import { finiteDifferences } from "../../test/finiteDifferences.ts";
import { engines, onEngine } from "../../test/onEngine.ts";
import { binaryCrossEntropy } from "./binaryCrossEntropy.ts";

describe.each(engines)("binaryCrossEntropy on %s", (engine) => {
  onEngine(engine);

  const p = [0, 0.1, 0.5, 0.9, 1];
  test.each([
    { target: 1, is: [100, Math.LN10, Math.LN2, 0.105361, 0] },
    { target: 0.7, is: [70, 1.643418, Math.LN2, 0.764528, 30] },
  ])("against $target", ({ target, is }) => {
    expectClose(binaryCrossEntropy(tensor1d(p), tensor1d(p.map(() => target))).dataSync(), is);
  });

  test("has the slope of finite differences, and a finite one at the ends", () => {
    const targets = [0.3, 0, 1];
    const f = (x: number[]) =>
      sum(binaryCrossEntropy(tensor1d(x), tensor1d(targets))).dataSync()[0];
    const at = [0.2, 0.5, 0.7];
    const gradient = grad((x) => sum(binaryCrossEntropy(x as Tensor1D, tensor1d(targets))))(
      tensor1d(at),
    );
    expectClose(gradient.dataSync(), finiteDifferences(f, at), 1e-2); // of steps of 0.01
    const ends = grad((x) => sum(binaryCrossEntropy(x as Tensor1D, tensor1d([0, 1]))))(
      tensor1d([1, 0]),
    );
    expect([...ends.dataSync()].every(Number.isFinite)).toBe(true);
  });
});

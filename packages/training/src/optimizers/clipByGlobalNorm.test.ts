import { memory, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/engines.ts";
import { clipByGlobalNorm } from "./clipByGlobalNorm.ts";

const close = (values: number[]) => values.map((value) => expect.closeTo(value, 5));

describe.each(engines)("clipByGlobalNorm on %s", (engine) => {
  onEngine(engine);
  const clipped = (maxNorm: number) => {
    const gradients = { a: tensor1d([3, 0]), b: tensor1d([4]) }; // of norm 5
    const { a, b } = clipByGlobalNorm(maxNorm).transform(gradients, {});
    return [...a.dataSync(), ...b.dataSync()];
  };

  test("scales all gradients together to the norm, where theirs is larger", () => {
    expect(clipped(1)).toEqual(close([0.6, 0, 0.8]));
  });

  test("leaves smaller ones as they are", () => {
    expect(clipped(6)).toEqual([3, 0, 4]);
  });

  test("adds 1e-6 to the norm, as PyTorch does", () => {
    const { a } = clipByGlobalNorm(1e-6).transform({ a: tensor1d([1e-6]) }, {});
    expect(a.dataSync()[0] / 5e-7).toBeCloseTo(1, 5);
  });

  test("leaves zeros as they are", () => {
    const { a } = clipByGlobalNorm(1).transform({ a: tensor1d([0, 0]) }, {});
    expect([...a.dataSync()]).toEqual([0, 0]);
  });

  test("leaves nothing but its result behind", () => {
    const gradients = { a: tensor1d([3, 0]), b: tensor1d([4]) };
    const before = memory().numTensors;
    tidy(() => clipByGlobalNorm(1).transform(gradients, {}));
    expect(memory().numTensors).toBe(before + 2);
  });
});

test.each([0, -1, NaN])("refuses a norm of %s", (norm) => {
  expect(() => clipByGlobalNorm(norm)).toThrow(
    new RangeError(`clipByGlobalNorm: expected a norm above 0, got ${norm}`),
  );
});

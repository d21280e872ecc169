import { expect, test } from "vitest";
import { cflowFixture, flat } from "../../test/cflowFixture.ts";
import { cflowLearningRate } from "./cflowLearningRate.ts";

test("is the released code's, the same for all updates of a batch of images", () => {
  const { inputs, outputs } = cflowFixture.vectors.learningRate;
  const { lr, metaEpochs, subEpochs, batches: each, warmEpochs } = inputs as Record<string, number>;
  const batches = each * subEpochs;
  const updates = 7;
  const rate = cflowLearningRate({ learningRate: lr, metaEpochs, batches, updates, warmEpochs });
  for (const [i, [epoch, batch]] of (inputs.at as [number, number][]).entries())
    for (const update of [1, updates])
      expect(1e4 * rate((epoch * batches + batch) * updates + update)).toBeCloseTo(flat(outputs.at)[i], 7); // prettier-ignore
});

test("of a run as short as its warm-up does not rise, and stays what it is after the end", () => {
  const rate = cflowLearningRate({ learningRate: 1, metaEpochs: 2, batches: 4, updates: 1 });
  expect([1, 4, 5, 9].map(rate)).toEqual([1, 1, 0.5005, 0.5005].map((value) => expect.closeTo(value, 12))); // prettier-ignore
});

test.each(["metaEpochs", "batches", "updates"])("refuses %s of 0", (name) => {
  const options = { learningRate: 1, metaEpochs: 1, batches: 1, updates: 1, [name]: 0 };
  expect(() => cflowLearningRate(options)).toThrow(
    `cflowLearningRate: expected a positive integer as ${name}, got 0`,
  );
});

import "../../test/cpu.ts";
import { scalar, tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { emptyRecord, nextRecord, readRecord } from "./_weightSums.ts";

const ids = ["a", "b", "c"];
const weights = (classifier: number[], deviation: number[], focal = [1, 1, 1, 1]) => ({
  focal: tensor1d(focal),
  classifier: tensor1d(classifier),
  deviation: tensor1d(deviation),
});
const [burnIn, after] = [scalar(0), scalar(1)];

describe("the record of weights", () => {
  test("compares images taken as normal with each other, batch by batch", async () => {
    let record = emptyRecord(3);
    // The last two of a batch are anomalies; c and a, then b and a are drawn.
    record = nextRecord(
      record,
      tensor1d([2, 0]),
      weights([0.1, 0.4, 0.3, 0.2], [0.2, 0.2, 0.5, 0.1], [0.01, 0.04, 9, 9]),
      after,
    );
    record = nextRecord(
      record,
      tensor1d([1, 0]),
      weights([0.02, 0.08, 0.5, 0.4], [0.09, 0.01, 0.4, 0.5]),
      after,
    );
    const { draws, classifier, deviation, segmentation } = await readRecord(record, ids);
    expect([...draws]).toEqual([2, 1, 1]);
    const log2 = Math.LN2;
    // Of 0.1 and 0.4 the geometric mean is 0.2, of 0.02 and 0.08 it is 0.04.
    [log2, -log2, -log2].forEach((log, i) => expect(classifier[i]).toBeCloseTo(log, 5));
    // c has half the loss of the two's geometric mean, and is trusted twice as much.
    [-log2 / 2, 0, log2].forEach((log, i) => expect(segmentation[i]).toBeCloseTo(log, 5));
    // Equal in the first batch, 9 to 1 in the second.
    const log3 = Math.log(3);
    [-log3 / 2, log3, 0].forEach((log, i) => expect(deviation[i]).toBeCloseTo(log, 5));
  });

  test("nothing is recorded in burn-in, and a weight of 0 stays finite", async () => {
    const drawn = tensor1d([0, 1]);
    const first = nextRecord(emptyRecord(3), drawn, weights([0.1, 0.9], [0.5, 0.5]), burnIn);
    expect([...(await readRecord(first, ids)).draws]).toEqual([0, 0, 0]);
    const second = nextRecord(first, drawn, weights([0, 1], [0.5, 0.5]), after);
    const { classifier } = await readRecord(second, ids);
    expect(classifier[0]).toBeLessThan(-10);
    expect([...classifier].every(Number.isFinite)).toBe(true);
  });
});

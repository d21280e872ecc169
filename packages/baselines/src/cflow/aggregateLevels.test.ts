import "../../test/cpu.ts";
import { memory, tensor1d, tensor3d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { cflowFixture, flat, shapeOf } from "../../test/cflowFixture.ts";
import { aggregateLevels } from "./aggregateLevels.ts";

describe("aggregateLevels", () => {
  test("by probabilities is the released map, with maxima that are given", () => {
    const { inputs, outputs } = cflowFixture.vectors.aggregate;
    const levels = [inputs.level1, inputs.level2].map((level) =>
      tensor3d(flat(level), [1, ...shapeOf(level)] as [number, number, number]),
    );
    const highest = [inputs.max1, inputs.max2].map((value) => tensor1d([value as number]));
    const [height, width] = inputs.size as number[];
    const before = memory().numTensors;
    const map = aggregateLevels(levels, { aggregation: "probability", highest, size: { height, width } }); // prettier-ignore
    expect(memory().numTensors).toBe(before + 1);
    expect(map.shape).toEqual([1, height, width, 1]);
    for (const [i, value] of flat(outputs.anomaly).entries())
      expect(map.dataSync()[i]).toBeCloseTo(value, 6);
  });

  test("by likelihoods adds what is unlikely, corners aligned", () => {
    const levels = [tensor3d([-1, -3], [1, 1, 2]), tensor3d([-10], [1, 1, 1])];
    const map = aggregateLevels(levels, { aggregation: "likelihood", size: { height: 1, width: 3 } }); // prettier-ignore
    expect([...map.dataSync()]).toEqual([11, 12, 13]);
  });
});

import { randomStream } from "@flawlens/sampling";
import { memory, tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/expectClose.ts";
import { engines, onEngine } from "../../test/onEngine.ts";
import { clusterRelabel, noRelabel, rankRelabel } from "./relabel.ts";

describe.each(engines)("relabelling on %s", (engine) => {
  onEngine(engine);

  test("by ranks spreads the images labelled normal", () => {
    const t = rankRelabel.targets(tensor1d([0.1, 0.3, 0.8, 2, 6]), tensor1d([0, 0, 0, 0, 1]));
    expectClose(t.dataSync(), [0.07206527, 0.115894, 0.32415185, 0.87793455, 1]);
    const all = rankRelabel.targets(tensor1d([3, 4]), tensor1d([1, 1]));
    expect([...all.dataSync()]).toEqual([1, 1]);
  });

  test("by clusters calls the higher of two clusters anomalous", () => {
    const t = clusterRelabel.targets(
      tensor1d([0.1, 5, 0.3, 4.2, 0.2, 0.4]),
      tensor1d([1, 0, 0, 0, 0, 0]),
    );
    expect([...t.dataSync()]).toEqual([1, 1, 0, 1, 0, 0]);
    expect([...clusterRelabel.targets(tensor1d([3]), tensor1d([0])).dataSync()]).toEqual([1]);
  });

  test("by clusters finds the best of all cuts", () => {
    const random = randomStream(4);
    for (let trial = 0; trial < 5; trial++) {
      const scores = Array.from({ length: 9 }, () => 10 * random() ** 3);
      const sorted = scores.toSorted((a, b) => a - b);
      const spread = (part: number[]) => {
        const mean = part.reduce((a, b) => a + b, 0) / part.length;
        return part.reduce((total, x) => total + (x - mean) ** 2, 0);
      };
      const cuts = sorted
        .slice(1)
        .map((_, i) => spread(sorted.slice(0, i + 1)) + spread(sorted.slice(i + 1)));
      const cut = sorted[cuts.indexOf(Math.min(...cuts)) + 1];
      const t = clusterRelabel.targets(tensor1d(scores), tensor1d(scores.map(() => 0)));
      expect([...t.dataSync()]).toEqual(scores.map((score) => (score >= cut ? 1 : 0)));
    }
  });

  test("none leaves labels alone", () => {
    expect([...noRelabel.targets(tensor1d([1, 2]), tensor1d([1, 0])).dataSync()]).toEqual([1, 0]);
  });

  test("leaves no tensor behind", () => {
    const [x, t] = [tensor1d([0.5, 0.2]), tensor1d([0, 1])];
    const before = memory().numTensors;
    rankRelabel.targets(x, t).dispose();
    clusterRelabel.targets(x, t).dispose();
    expect(memory().numTensors).toBe(before);
  });
});

import { scalar } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import "../../test/cpu.ts";
import { describerConfig } from "./describerConfig.ts";
import { stepSizes } from "./stepSizes.ts";

const cosine = { learningRate: 0.2, alphaLearningRate: 0.4, schedule: "cosine", steps: 4 };

describe("stepSizes", () => {
  test("stay as they are without a schedule", () => {
    const config = describerConfig.parse({
      image: { network: "small" },
      steps: 4,
      learningRate: 0.2,
    });
    const { learningRate, alphaLearningRate, groups } = stepSizes(config, {});
    expect([1, 3, 9].map(learningRate)).toEqual([0.2, 0.2, 0.2]);
    expect(alphaLearningRate(4)).toBe(1e-4);
    expect(groups).toEqual([]);
  });

  test("fall along half a cosine from the rate to nearly nothing", () => {
    const config = describerConfig.parse({ image: { network: "small" }, ...cosine });
    const { learningRate, alphaLearningRate } = stepSizes(config, {});
    const half = Math.SQRT1_2; // cos 45°
    const expected = [0.2, 0.1 * (1 + half), 0.1, 0.1 * (1 - half)];
    expected.forEach((rate, i) => expect(learningRate(i + 1)).toBeCloseTo(rate, 12));
    expect(alphaLearningRate(3)).toBeCloseTo(0.2, 12);
  });

  test("give pretrained weights of EfficientNet-Lite0 their own", () => {
    const image = { network: "efficientnet-lite0", learningRate: 0.01 };
    const config = describerConfig.parse({ image, ...cosine });
    const pretrained = { "conv_stem.weight": scalar(0) };
    const [group] = stepSizes(config, pretrained).groups;
    expect(["conv_stem.weight", "head.proj.weight"].map(group.match)).toEqual([true, false]);
    expect(group.learningRate(3)).toBeCloseTo(0.005, 12);
    pretrained["conv_stem.weight"].dispose();
  });
});

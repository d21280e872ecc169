import "../../test/cpu.ts";
import { randomUniform } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { side, tinyModel } from "../../test/tiny.ts";
import { entropy, fuseCues, normalizeCues } from "../cues/cues.ts";
import { scoreImages } from "./scoreImages.ts";

test("cues follow from the heads, and the score from the cues, as in float64", () => {
  const model = tinyModel();
  const images = randomUniform([3, side, side, 3], 0, 255, "float32", 3) as Tensor4D;
  const { scores, cues, normalized, probabilities, segmentation } = scoreImages(
    model,
    model.params,
    images,
  );
  for (let i = 0; i < 3; i++) {
    const probability = probabilities.dataSync()[i];
    const pixels = (segmentation.dataSync() as Float32Array).slice(
      i * side * side,
      (i + 1) * side * side,
    );
    const top = pixels.sort().slice(-Math.floor(0.1 * side * side));
    const own = {
      deviation: cues.deviation.dataSync()[i],
      entropy: entropy(probability),
      segmentation: top.reduce((a, b) => a + b) / top.length,
    };
    expect(cues.entropy.dataSync()[i]).toBeCloseTo(own.entropy, 5);
    expect(cues.segmentation.dataSync()[i]).toBeCloseTo(own.segmentation, 5);
    expect(normalized.deviation.dataSync()[i]).toBeCloseTo(normalizeCues(own).deviation, 5);
    expect(scores.dataSync()[i]).toBeCloseTo(fuseCues(normalizeCues(own)), 5);
  }
});

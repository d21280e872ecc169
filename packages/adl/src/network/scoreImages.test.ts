import "../../test/cpu.ts";
import { randomUniform } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { fittedModel, side, tinyModel } from "../../test/tiny.ts";
import { entropy, fuseCues, normalizeCues } from "../cues/cues.ts";
import { noveltyOf } from "../novelty/novelty.ts";
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

test("the novelty is fused with the score of the three cues, which stay as they are", async () => {
  const model = await fittedModel();
  const images = randomUniform([2, side, side, 3], 0, 255, "float32", 3) as Tensor4D;
  const four = scoreImages(model, model.params, images);
  const three = scoreImages({ ...model, novelty: null }, model.params, images);
  expect([...four.cues.deviation.dataSync()]).toEqual([...three.cues.deviation.dataSync()]);
  expect(three.patchScores).toBeUndefined();
  const { weight, scale } = model.novelty ?? noveltyOf();
  for (let i = 0; i < 2; i++) {
    const novelty = four.patchScores?.novelty.dataSync()[i] ?? NaN;
    const own = Math.log1p(Math.min(novelty, scale.cap) / scale.knee) / Math.log1p(20);
    const fused = three.scores.dataSync()[i] ** (1 - weight) * own ** weight;
    expect(four.scores.dataSync()[i]).toBeCloseTo(fused, 4);
  }
});

test("without its fit the novelty is refused", () => {
  const model = tinyModel({ novelty: {} });
  const images = randomUniform([1, side, side, 3], 0, 255, "float32", 3) as Tensor4D;
  expect(() => scoreImages(model, model.params, images)).toThrow(
    "adl: expected a detector whose novelty was fitted, got one where it was not; run fitNovelty after training",
  );
});

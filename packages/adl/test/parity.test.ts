import "@flawlens/tfjs-backend-ort";
import { readFileSync } from "node:fs";
import { countParams, saveParams } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { adam, addDecayedWeights, chain, clipByGlobalNorm, trainStep } from "@flawlens/training";
import {
  keep,
  scalar,
  setBackend,
  slice,
  tensor1d,
  tensor3d,
  tensor4d,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { ruleParams, ruleRange } from "../../backbones/test/ruleParams.ts";
import { furthest } from "./summaries.ts";
import type { Summary } from "./summaries.ts";
import { createAdl } from "../src/model/createAdl.ts";
import { trainableNames } from "../src/train/trainedParams.ts";
import { cueNames } from "../src/cues/cues.ts";
import type { Cues } from "../src/cues/cues.ts";
import { decode } from "../src/network/decode.ts";
import { encode } from "../src/network/encode.ts";
import { cueGradients } from "../src/maps/gradientMaps.ts";
import { trainingLoss } from "../src/train/trainingLoss.ts";

interface Step {
  loss: number;
  losses: { classifier: number[]; deviation: number[] };
  weights: { classifier: number[]; deviation: number[] };
  clipped: Record<string, Summary>;
  updated: Record<string, Summary>;
  running: Record<string, Summary>;
}
const fixture: {
  size: number;
  batch: number;
  parameters: number;
  forward: Record<"joined" | "patches" | "scores" | "probabilities" | "logits", Summary>;
  burnIn: Step;
  after: Step;
  saliency: Record<keyof Cues, { images: Summary; features: Summary }>;
} = JSON.parse(readFileSync(new URL("./fixtures/network.json", import.meta.url), "utf8"));
const { size, batch } = fixture;

const model = createAdl({ inputSize: size, random: () => 0.5 });
/** Chosen such that no ReLU is within float32 rounding of its kink, which would flip gradients. */
const levels = () =>
  tensor4d(ruleRange("inputs", batch * size * size * 3, 0, 256).map(Math.floor), [
    batch,
    size,
    size,
    3,
  ]);
const labels = [0, 0, 0, 1, 1, 1];
const masks = () =>
  tensor3d(
    ruleRange("masks", batch * size * size, 0, 1).map((u, i) =>
      u > Math.fround(0.8) ? labels[Math.floor(i / (size * size))] : 0,
    ),
    [batch, size, size],
  );

beforeAll(async () => {
  await setBackend("ort");
  model.params = ruleParams(model.spec);
}, 60_000);

describe("the network with ResNet-18, against the same in PyTorch (float64)", () => {
  test("has 22,465,540 parameters", () => {
    expect(countParams(model.spec)).toBe(22_465_540);
    expect(fixture.parameters).toBe(22_465_540);
  });

  test("gives its features, scores, probabilities and logits to 1e-4", () => {
    const got = tidy(() => {
      const { features } = encode(model, model.params, levels(), { training: false });
      return { ...decode(model, model.params, features, null) } as Record<string, Tensor>;
    });
    for (const [name, expected] of Object.entries(fixture.forward))
      expect([name, furthest(got[name].dataSync(), expected) < 1e-4]).toEqual([name, true]);
  });

  test.each([
    { name: "burn-in", soft: 0, expected: fixture.burnIn },
    { name: "after burn-in", soft: 1, expected: fixture.after },
  ])(
    "takes its training step in $name, to 1e-3",
    async ({ soft, expected }) => {
      const seen: Record<string, Tensor1D> = {};
      let gradients: Params = {};
      const optimizer = chain(
        clipByGlobalNorm(1),
        addDecayedWeights(1e-5),
        adam({ learningRate: 2e-4 }),
      );
      const { loss, params } = trainStep(
        model.params,
        { images: levels(), masks: masks() },
        {
          trainable: trainableNames(model),
          optimizer: {
            ...optimizer,
            update(params, given) {
              gradients = given;
              for (const tensor of Object.values(given)) keep(tensor);
              return optimizer.update(params, given);
            },
          },
          lossOf: (params, { images, masks }) => {
            const { features, updates } = encode(model, params, images, { training: true });
            const belief = {
              soft: scalar(soft),
              relabel: scalar(soft),
              lambda: scalar(0.1),
              reference: { mean: scalar(0.01), std: scalar(0.98) },
            };
            const targets = { labels: tensor1d(labels), masks };
            const result = trainingLoss(model, params, features, targets, belief, updates);
            for (const kind of ["classifier", "deviation"] as const) {
              seen[`losses.${kind}`] = keep(result.losses[kind]);
              seen[`weights.${kind}`] = keep(result.weights[kind]);
            }
            return { loss: result.loss, updates };
          },
        },
      );
      expect(Math.abs(loss.dataSync()[0] / expected.loss - 1)).toBeLessThan(1e-3);
      for (const part of ["losses", "weights"] as const)
        for (const kind of ["classifier", "deviation"] as const)
          for (const [i, value] of seen[`${part}.${kind}`].dataSync().entries())
            expect(Math.abs(value / expected[part][kind][i] - 1)).toBeLessThan(1e-3);

      const norm = (expected as Step & { norm: number }).norm;
      const named = async (values: Params, names: string[]) =>
        saveParams(
          model.spec.filter(({ name }) => names.includes(name)),
          values,
        );
      const stored = await named(gradients, Object.keys(expected.clipped));
      for (const [name, summary] of Object.entries(expected.clipped)) {
        const clipped = (stored[name].data as Float32Array).map(
          (value) => value / Math.max(norm, 1),
        );
        expect([name, furthest(clipped, summary) < 1e-3]).toEqual([name, true]);
      }
      const after = await named(params, [
        ...Object.keys(expected.updated),
        ...Object.keys(expected.running),
      ]);
      for (const [name, summary] of Object.entries({ ...expected.updated, ...expected.running }))
        expect([name, furthest(after[name].data as Float32Array, summary) < 1e-3]).toEqual([
          name,
          true,
        ]);
    },
    60_000,
  );
});

describe("gradients of the cues, against PyTorch (float64)", () => {
  test.each(cueNames)("of the %s to images and to the last convolution, to 1e-3", (cue) => {
    const [toImages, toFeatures] = tidy(() => {
      const images = slice(levels(), 0, 2);
      const { images: toImages, last } = cueGradients(model, model.params, images)[cue];
      return [toImages, last];
    });
    const expected = fixture.saliency[cue];
    expect(furthest(toImages.dataSync(), expected.images)).toBeLessThan(1e-3);
    expect(furthest(toFeatures.dataSync(), expected.features)).toBeLessThan(1e-3);
  });
});

test("random weights are PyTorch's defaults", () => {
  const fresh = createAdl({ inputSize: 64, random: randomStream(1) });
  const largest = (name: string) =>
    (fresh.params[name].dataSync() as Float32Array).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  expect(largest("db1.0.weight")).toBeCloseTo(1 / Math.sqrt(896 * 9), 4);
  expect(largest("anomaly_head.scoring.bias")).toBeLessThanOrEqual(1 / Math.sqrt(896));
});

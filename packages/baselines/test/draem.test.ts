import "@flawlens/tfjs-backend-ort";
import { countParams, runSubnetwork, subnetworkSpec } from "@flawlens/backbones";
import { adam } from "@flawlens/training";
import { setBackend, sigmoid, split, sub, tensor3d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { ruleRange } from "../../backbones/test/ruleParams.ts";
import { draemLoss } from "../src/draem/draemLoss.ts";
import { draemNetwork } from "../src/draem/draemNetwork.ts";
import { draemScores } from "../src/draem/draemScores.ts";
import {
  apart,
  furtherThan,
  readFixture,
  ruleImages,
  shiftedParams,
  takeStep,
} from "./stepAgainstOfficial.ts";
import type { Brief, OfficialStep } from "./stepAgainstOfficial.ts";

interface Sizes {
  reconstruction: number;
  segmentation: number;
}
const fixture = readFixture<{
  sizes: Sizes;
  smallSizes: Sizes;
  batch: number;
  size: number;
  widths: [number, number];
  shift: number;
  shapes: Record<string, number[]>;
  forward: Record<"reconstruction" | "logits" | "map", Brief> & { scores: number[] };
  step: OfficialStep;
}>("draem");
const { batch, size, widths } = fixture;
const network = draemNetwork({ reconstruction: widths[0], segmentation: widths[1] });
const spec = subnetworkSpec(network, [3]);
const images = (name: string) => ruleImages(name, [batch, size, size, 3], [0, 1]);
const masks = () => {
  const values = ruleRange("masks", batch * size * size, 0, 1);
  return tensor3d(values.map((u) => (u > Math.fround(0.8) ? 1 : 0)), [batch, size, size]); // prettier-ignore
};

beforeAll(async () => {
  await setBackend("ort");
});

describe("the parameters of DRAEM", () => {
  test.each([
    { reconstruction: 128, segmentation: 64, released: fixture.sizes, are: [69_048_579, 28_374_146] }, // prettier-ignore
    {
      reconstruction: 16,
      segmentation: 8,
      released: fixture.smallSizes,
      are: [1_083_171, 446_162],
    },
  ])("at width $reconstruction are as many as released", ({ released, are, ...widths }) => {
    const whole = subnetworkSpec(draemNetwork(widths), [3]);
    const of = (part: string) => countParams(whole.filter(({ name }) => name.startsWith(part)));
    expect([of("reconstruction."), of("segmentation.")]).toEqual(are);
    expect([released.reconstruction, released.segmentation]).toEqual(are);
  });

  test("have the released names and shapes", () => {
    const own = spec.filter(({ kind }) => kind !== "counter");
    const entries = own.map(({ name, shape }) => [name, shape]);
    expect(entries.toSorted()).toEqual(Object.entries(fixture.shapes).toSorted());
  });
});

describe("DRAEM at width 8 against the released code", () => {
  const params = shiftedParams(spec, fixture.shift);

  test("gives the same reconstruction, logits, maps and scores", () => {
    const [reconstruction, logits] = runSubnetwork(network, params, [images("changed")]).outputs;
    const [map, scores] = tidy(() => {
      const [normal, anomalous] = split(logits, 2, 3);
      const map = sigmoid(sub(anomalous, normal)) as Tensor4D;
      return [map, draemScores(map)];
    });
    for (const [name, tensor] of Object.entries({ reconstruction, logits, map }))
      expect([name, apart(tensor.dataSync(), fixture.forward[name as "map"]) < 1e-4]).toEqual([name, true]); // prettier-ignore
    for (const [i, score] of fixture.forward.scores.entries())
      expect(Math.abs(scores.dataSync()[i] / score - 1)).toBeLessThan(1e-4);
  });

  test("takes the same training step", async () => {
    const [changed, targets] = [images("changed"), { images: images("clean"), masks: masks() }];
    const { loss, gradients, after } = await takeStep(spec, params, {
      trainable: spec.flatMap(({ name, trainable }) => (trainable ? [name] : [])),
      optimizer: adam({ learningRate: 1e-4 }),
      lossOf: (params) => {
        const { outputs, running } = runSubnetwork(network, params, [changed], {
          batchNorm: "batch",
        });
        return { loss: draemLoss(outputs, targets, "released"), updates: running };
      },
    });
    expect(Math.abs(loss / fixture.step.loss - 1)).toBeLessThan(1e-4);
    // A bias before a normalisation has no effect: its gradient is rounding, and Adam steps by its sign.
    const counts = (name: string) => !vanishing.has(name);
    const of = (expected: Record<string, Brief>) =>
      Object.fromEntries(Object.entries(expected).filter(([name]) => counts(name)));
    expect(furtherThan(1e-4, gradients, of(fixture.step.gradients))).toEqual([]);
    expect(furtherThan(1e-4, after, of(fixture.step.updated))).toEqual([]);
    expect(furtherThan(1e-4, after, fixture.step.running)).toEqual([]);
  }, 180_000);
});

const vanishing = new Set(
  spec.flatMap(({ name, norm }) => (norm ? [name.replace(/weight$/, "bias")] : [])),
);

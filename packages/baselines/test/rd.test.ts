import "@flawlens/tfjs-backend-ort";
import { countParams, runSubnetwork, subnetworkSpec } from "@flawlens/backbones";
import { adam } from "@flawlens/training";
import { setBackend, slice, tidy } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { ruleParams } from "../../backbones/test/ruleParams.ts";
import { rdLoss } from "../src/rd/rdLoss.ts";
import { rdMaps } from "../src/rd/rdMaps.ts";
import { resnet18Shape, wideResnetShape } from "../src/rd/rdShape.ts";
import { rdStudent } from "../src/rd/rdStudent.ts";
import { apart, furtherThan, readFixture, ruleImages, takeStep } from "./stepAgainstOfficial.ts";
import type { Brief, OfficialStep } from "./stepAgainstOfficial.ts";

interface Case {
  channels: number[];
  batch: number;
  side: number;
  forward: Brief[];
  map: Brief;
  step: OfficialStep;
}
const fixture = readFixture<{
  sizes: {
    wideResnet50x2: { bn: number; decoder: number; shapes: Record<string, number[]> };
    resnet18: { bn: number; decoder: number };
  };
  resnet18: Case;
  wideResnet50x2: Case;
}>("rd");

beforeAll(async () => {
  await setBackend("ort");
});

const isUnused = (name: string) => /^bn\.(conv4|bn4)\./.test(name);

describe("the students' parameters", () => {
  test("of Wide ResNet-50-2 are those released, less the 8,392,704 that are never used", () => {
    const spec = subnetworkSpec(rdStudent([256, 512, 1024], wideResnetShape), [256, 512, 1024]);
    const { bn, decoder, shapes } = fixture.sizes.wideResnet50x2;
    expect([bn, decoder]).toEqual([67_277_824, 24_917_504]);
    expect(countParams(spec)).toBe(92_195_328 - 8_392_704);
    const released = Object.entries(shapes).filter(([name]) => !isUnused(name));
    const own = spec.filter(({ kind }) => kind !== "counter");
    expect(own.map(({ name, shape }) => [name, shape]).toSorted()).toEqual(released.toSorted());
  });

  test("of ResNet-18 are as many as released, less the unused ones", () => {
    const channels = [64, 128, 256];
    const unused = 1024 * 512 + 2 * 512;
    expect(countParams(subnetworkSpec(rdStudent(channels, resnet18Shape), channels))).toBe(
      12_205_312 + 3_703_168 - unused,
    );
    expect(fixture.sizes.resnet18).toEqual({ bn: 12_205_312, decoder: 3_703_168 });
  });
});

describe.each([
  { of: "ResNet-18", shape: resnet18Shape, expected: fixture.resnet18 },
  {
    of: "Wide ResNet-50-2",
    shape: { ...wideResnetShape, bottleneck: 2, decoder: [2, 1, 2] as [number, number, number] },
    expected: fixture.wideResnet50x2,
  },
])("the student of $of, an eighth as wide, against the released code", ({ shape, expected }) => {
  const { channels, batch, side } = expected;
  const student = rdStudent(channels, shape);
  const spec = subnetworkSpec(student, channels);
  const params = ruleParams(spec);
  const features = () =>
    channels.map((c, i) => ruleImages(`level${i}`, [batch, side >> i, side >> i, c], [0, 1]));

  test("gives the same features and map", () => {
    const given = features();
    const { outputs } = runSubnetwork(student, params, given);
    for (const [i, brief] of expected.forward.entries())
      expect(apart(outputs[i].dataSync(), brief)).toBeLessThan(1e-4);
    const map = tidy(() =>
      slice(rdMaps(given, outputs, { height: 2 * side, width: 2 * side }), 0, 1),
    );
    expect(apart(map.dataSync(), expected.map)).toBeLessThan(1e-4);
  });

  test("takes the same training step", async () => {
    const given = features();
    const { loss, gradients, after } = await takeStep(spec, params, {
      trainable: spec.flatMap(({ name, trainable }) => (trainable ? [name] : [])),
      optimizer: adam({ learningRate: 0.005, beta1: 0.5 }),
      lossOf: (params) => {
        const { outputs, running } = runSubnetwork(student, params, given, { batchNorm: "batch" });
        return { loss: rdLoss(given, outputs, "flattened"), updates: running };
      },
    });
    expect(Math.abs(loss / expected.step.loss - 1)).toBeLessThan(1e-4);
    expect(furtherThan(1e-4, gradients, expected.step.gradients)).toEqual([]);
    expect(furtherThan(1e-4, after, expected.step.updated)).toEqual([]);
    const running = Object.entries(expected.step.running).filter(([name]) => !isUnused(name));
    expect(furtherThan(1e-4, after, Object.fromEntries(running))).toEqual([]);
  }, 180_000);
});

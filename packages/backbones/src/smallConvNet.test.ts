import "@tensorflow/tfjs-backend-cpu";
import "@flawlens/tfjs-backend-ort";
import { readFileSync } from "node:fs";
import { dispose, keep, memory, mul, setBackend, sum, variableGrads } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor4D, Variable } from "@tensorflow/tfjs-core";
import { variable } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";

import { largestDifference } from "../test/expectLayers.ts";
import type { Summary } from "../test/expectLayers.ts";
import { inFileLayout } from "../test/gradients.ts";
import { ruleParams, ruleTensor } from "../test/ruleParams.ts";
import { countParams } from "./countParams.ts";
import type { Params } from "./params.ts";
import { receptiveField } from "./receptiveField.ts";
import { runNetwork } from "./runNetwork.ts";
import {
  smallConvNet,
  smallConvNetSpec,
  smallConvNetTrain,
  smallConvNetwork,
} from "./smallConvNet.ts";

interface SmallFixture {
  count: number;
  size: number;
  parameters: number;
  entries: number;
  evaluated: Record<string, Summary>;
  trained: Summary;
  running: Record<string, Summary>;
  gradients: Record<string, Summary>;
}

const fixture: SmallFixture = JSON.parse(
  readFileSync(new URL("../test/fixtures/smallConvNet.json", import.meta.url), "utf8"),
);

describe.each(["cpu", "ort"])("smallConvNet on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
  });
  const images = () =>
    ruleTensor("images", [fixture.count, fixture.size, fixture.size, 3]) as Tensor4D;

  test("equals PyTorch in evaluation", () => {
    const params = ruleParams(smallConvNetSpec());
    const x = images();
    const before = memory().numTensors;
    const layers = Object.keys(fixture.evaluated);
    const { features, running } = runNetwork(smallConvNetwork(), params, x, { layers });
    expect(running).toEqual({});
    expect(largestDifference(features, fixture.evaluated)).toBeLessThan(1e-5);
    dispose(features);
    const last = smallConvNet(params, x);
    expect(last.shape).toEqual([fixture.count, fixture.size / 8, fixture.size / 8, 96]);
    expect(memory().numTensors).toBe(before + 1);
    dispose([last, x, params] as never);
  });

  test("equals PyTorch in training: features, running statistics and every gradient", async () => {
    const spec = smallConvNetSpec();
    const values = ruleParams(spec);
    const names = spec.filter(({ trainable }) => trainable).map(({ name }) => name);
    const variables: Record<string, Variable> = {};
    for (const name of names) variables[name] = variable(values[name], true, `${engine}/${name}`);
    const x = variable(images(), true, `${engine}/images`) as unknown as Tensor4D;

    let kept: { features: Tensor4D; running: Params } | undefined;
    const { grads, value } = variableGrads(() => {
      kept = smallConvNetTrain({ ...values, ...variables }, x);
      const { features, running } = kept;
      for (const tensor of [features, ...Object.values(running)]) keep(tensor);
      const cotangent = ruleTensor("cotangent", features.shape);
      return sum(mul(features, cotangent)) as Scalar;
    });
    if (!kept) throw new Error("the loss was not computed");

    expect(
      largestDifference({ features: kept.features }, { features: fixture.trained }),
    ).toBeLessThan(1e-5);
    expect(largestDifference(kept.running, fixture.running)).toBeLessThan(1e-5);

    const gradients: Params = { images: grads[`${engine}/images`] };
    for (const name of names) gradients[name] = grads[`${engine}/${name}`];
    expect(largestDifference(await inFileLayout(spec, gradients), fixture.gradients)).toBeLessThan(
      1e-4, // sums over 192 pixels through six layers of batch statistics
    );
    dispose([value, grads, kept, x, values, variables] as never);
  });
});

describe("smallConvNetSpec", () => {
  test("has 202,848 parameters by default, as PyTorch counts the same network", () => {
    expect(fixture.parameters).toBe(202_848);
    expect(countParams(smallConvNetSpec())).toBe(fixture.parameters);
    expect(smallConvNetSpec()).toHaveLength(fixture.entries);
  });

  test("follows the widths", () => {
    const spec = smallConvNetSpec({ widths: [[8], [16, 16]] });
    const shapes = spec.filter(({ kind }) => kind === "conv").map(({ shape }) => shape);
    expect(shapes).toEqual([
      [8, 3, 4, 4],
      [16, 8, 4, 4],
      [16, 16, 3, 3],
    ]);
  });
});

describe("smallConvNetwork", () => {
  test("has cells aligned as half-pixel upsampling assumes: 8·i + 3.5", () => {
    const { channels, x } = receptiveField(smallConvNetwork(), "stages.2");
    expect(channels).toBe(96);
    expect(x).toEqual({ cells: 16, stride: 8, size: 50, offset: 3.5 });
  });
});

import "./cpu.ts";
import "@flawlens/tfjs-backend-ort";
import { loadParams, saveParams } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { adam, trainStep } from "@flawlens/training";
import { clone, keep, scalar, setBackend, tensor2d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { loeLoss } from "../src/loe/loeLoss.ts";
import type { Strategy } from "../src/loe/loeLoss.ts";
import { embed, loeSpec } from "../src/loe/loeNetwork.ts";
import type { LoeShape } from "../src/loe/loeNetwork.ts";
import { neuralTransformationLosses } from "../src/loe/neuralTransformationLosses.ts";
import { flat, shapeOf } from "./cflowFixture.ts";
import type { Nested } from "./cflowFixture.ts";
import { expectClose, officialFixture } from "./officialFixture.ts";

type Values = Record<string, Nested>;
const fixture = officialFixture<{
  shape: LoeShape;
  temperature: number;
  count: number;
  learningRate: number;
  x: number[][];
  params: Values;
  normal: number[];
  anomalous: number[];
  strategies: Record<Strategy, { loss: number; gradients: Values; updated: Values }>;
}>("loe");
const { temperature, learningRate } = fixture;
const spec = loeSpec(fixture.shape);
const start = () =>
  loadParams(
    spec,
    Object.fromEntries(
      Object.entries(fixture.params).map(([name, values]) => [
        name,
        { dtype: "F32" as const, shape: shapeOf(values), data: Float32Array.from(flat(values)) },
      ]),
    ),
  );
const lossesOf = (params: Params) => {
  const { z, views } = embed(params, tensor2d(fixture.x));
  return neuralTransformationLosses(z, views, { temperature });
};

describe.each(["cpu", "ort"])("on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
  });

  test("both losses are those of the equations", async () => {
    const { normal, anomalous } = lossesOf(start());
    expectClose(await normal.data(), fixture.normal, "normal", 1e-5);
    expectClose(await anomalous.data(), fixture.anomalous, "anomalous", 1e-5);
  });

  test.each(["hard", "soft", "refine", "blind"] as const)(
    "a step of training (%s) has PyTorch's loss, gradients and updated parameters",
    async (strategy) => {
      const expected = fixture.strategies[strategy];
      const optimizer = adam({ learningRate });
      let gradients: Params = {};
      const { loss, params } = trainStep(start(), null, {
        lossOf: (params) => loeLoss(lossesOf(params), { strategy, count: scalar(fixture.count) }),
        optimizer: {
          ...optimizer,
          update(params, found) {
            gradients = Object.fromEntries(
              Object.entries(found).map(([name, gradient]) => [name, keep(clone(gradient))]),
            );
            return optimizer.update(params, found);
          },
        },
        trainable: spec.map(({ name }) => name),
      });
      expectClose(await loss.data(), [expected.loss], "loss", 1e-5);
      const [saved, slopes] = [await saveParams(spec, params), await saveParams(spec, gradients)];
      expect(Object.keys(saved)).toEqual(Object.keys(expected.updated));
      for (const name of Object.keys(expected.updated)) {
        expectClose(slopes[name].data as Float32Array, flat(expected.gradients[name]), `gradient of ${name}`); // prettier-ignore
        expectClose(saved[name].data as Float32Array, flat(expected.updated[name]), name);
      }
    },
  );
});

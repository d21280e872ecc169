import "./cpu.ts";
import "@flawlens/tfjs-backend-ort";
import { countParams, loadParams, saveParams } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { adamW, chain, clipByGlobalNorm, trainStep } from "@flawlens/training";
import { clone, keep, reshape, setBackend, tensor3d } from "@tensorflow/tfjs-core";
import type { Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { neighborMask } from "../src/uniad/neighborMask.ts";
import { reconstruct } from "../src/uniad/reconstruct.ts";
import { scoreReconstruction } from "../src/uniad/scoreReconstruction.ts";
import { uniadLoss } from "../src/uniad/uniadLoss.ts";
import { uniadSpec } from "../src/uniad/uniadSpec.ts";
import type { UniadShape } from "../src/uniad/uniadSpec.ts";
import { flat, shapeOf } from "./cflowFixture.ts";
import type { Nested } from "./cflowFixture.ts";
import { expectClose, officialFixture } from "./officialFixture.ts";

const fixture = officialFixture<
  Record<
    | "stride"
    | "neighbors"
    | "learningRate"
    | "weightDecay"
    | "maxNorm"
    | "jitterScale"
    | "loss"
    | "parameters",
    number
  > & // prettier-ignore
    Record<"features" | "noise" | "reconstruction" | "map", Nested> &
    Record<"params" | "gradients" | "updated", Record<string, Nested>> & { shape: UniadShape }
>("uniad");
const { shape, neighbors, stride } = fixture;
const spec = uniadSpec(shape);
const mask = neighborMask({ ...shape, neighbors });
const cells = shape.height * shape.width;
const tokensOf = (values: Nested): Tensor3D => tensor3d(flat(values), [2, cells, shape.size]);
const start = (): Params =>
  loadParams(
    spec,
    Object.fromEntries(
      Object.entries(fixture.params).map(([name, values]) => [
        name,
        { dtype: "F32" as const, shape: shapeOf(values), data: Float32Array.from(flat(values)) },
      ]),
    ),
  );

describe.each(["cpu", "ort"])("UniAD on %s is the released one", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
  });

  test("in what it reconstructs, and in its map", async () => {
    const tokens = tokensOf(fixture.features);
    const made = reconstruct(start(), tokens, mask, shape);
    expectClose(await made.data(), flat(fixture.reconstruction), "reconstruction");
    const [given, rebuilt] = [tokens, made].map(
      (x) => reshape(x, [2, shape.height, shape.width, shape.size]) as Tensor4D,
    );
    const size = { height: shape.height * stride, width: shape.width * stride };
    const { maps } = scoreReconstruction(given, rebuilt, { size, pool: 1 });
    expectClose(await maps.data(), flat(fixture.map), "map");
  });

  test("in the loss, the gradients and the parameters of a training step", async () => {
    const { learningRate, weightDecay, maxNorm, jitterScale: scale } = fixture;
    const optimizer = chain(clipByGlobalNorm(maxNorm), adamW({ learningRate, weightDecay }));
    let gradients: Params = {};
    const { loss, params } = trainStep(start(), null, {
      lossOf: (params) =>
        uniadLoss(tokensOf(fixture.features), tokensOf(fixture.noise), {
          scale,
          reconstruct: (tokens) => reconstruct(params, tokens, mask, shape),
        }),
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
    expectClose(await loss.data(), [fixture.loss], "loss", 1e-5);
    const [saved, slopes] = [await saveParams(spec, params), await saveParams(spec, gradients)];
    expect(Object.keys(saved).toSorted()).toEqual(Object.keys(fixture.updated).toSorted());
    // Keys' biases shift all logits of a query alike, which softmax does not see: their gradients are rounding.
    const { hidden } = shape;
    const seen = (name: string, values: ArrayLike<number>) =>
      Array.from(values).filter(
        (_, i) => !name.endsWith("in_proj_bias") || i < hidden || i >= 2 * hidden,
      );
    for (const name of Object.keys(fixture.updated)) {
      const [slope, value] = [slopes, saved].map((all) => seen(name, all[name].data as Float32Array)); // prettier-ignore
      expectClose(slope, seen(name, flat(fixture.gradients[name])), `gradient of ${name}`);
      expectClose(value, seen(name, flat(fixture.updated[name])), name);
    }
  });
});

test("the released configuration has 7,717,392 parameters", () => {
  const released = { size: 272, height: 14, width: 14, hidden: 256, heads: 8, encoderLayers: 4, decoderLayers: 4, feedForward: 1024 }; // prettier-ignore
  expect(countParams(uniadSpec(released))).toBe(7_717_392);
  expect(fixture.parameters).toBe(7_717_392);
});
